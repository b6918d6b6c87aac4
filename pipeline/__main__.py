"""`python -m pipeline` is `qanat`."""

from pipeline.entry import run_main

if __name__ == "__main__":
    run_main()
