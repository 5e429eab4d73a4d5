"""The options of the tests in this folder."""
import argparse
import os
import sys


def read(*more):
    """Those that all of them have, and others by name; the program as an absolute path."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", required=True)
    parser.add_argument("--python", nargs="*", default=[sys.executable])
    for name in more:
        parser.add_argument(name)
    options = parser.parse_args()
    options.tool = os.path.abspath(options.tool)
    return options
