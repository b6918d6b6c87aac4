"""What the Flex Template's launcher runs."""

from pipeline.entry import run_template

if __name__ == "__main__":
    run_template()
