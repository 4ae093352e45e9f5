"""Holds a 法治政府建设年度报告 against the points that it is expected to answer."""

__version__ = "0.1.0"
