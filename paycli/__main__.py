"""`python -m paycli`."""

from paycli.main import main

if __name__ == "__main__":
    main()
