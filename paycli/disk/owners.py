"""The names of accounts, as errors say whose a file is."""


def login_of(user: int) -> str:
    """Give the name of an account, or its number where it has none."""
    import pwd

    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"account {user}"
