"""What any command draws or asks."""
