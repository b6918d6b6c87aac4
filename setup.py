"""Packaging of Qanat."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent

setup(
    name="qanat",
    version="0.1.0",
    description="One trustworthy row for every contact between US and Russian intelligence that Arabic news reports",
    long_description=(HERE / "README.md").read_text(encoding="utf-8") if (HERE / "README.md").exists() else "",
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.11",
    packages=find_packages(include=["pipeline", "pipeline.*", "transforms", "transforms.*", "schemas", "schemas.*"]),
    package_data={"": ["*.yaml", "*.sql", "*.md", "*.html", "*.json", "py.typed"], "schemas": ["views/*.sql"]},
    install_requires=[
        "apache-beam>=2.77,<3",
        "brotli>=1.2",
        "certifi",
        "charset-normalizer>=3.3",
        "courlan>=1.3",
        "datasketch>=1.6",
        "duckdb>=1.3",
        "feedparser>=6.0.11",
        "filelock>=3.13",
        "google-cloud-bigquery>=3.25",
        "hijridate>=2.3",
        "htmldate>=1.9",
        "httpcore>=1,<2",
        "httpx[http2,brotli,zstd]>=0.28,<1",
        "idna>=3.7",
        "langdetect>=1.0.9",
        "listparser>=0.20",
        "lxml>=5",
        "lxml_html_clean>=0.4",
        "msgspec>=0.19",
        "numpy>=1.26",
        "protego>=0.4",
        "pyahocorasick>=2.1",
        "pyarrow>=15",
        "PyYAML>=6",
        "rich>=13",
        "trafilatura>=2.0",
        "tzdata>=2024.1",
        "zstandard>=0.22",
    ],
    extras_require={
        "benchmark": ["psutil>=5.9", "scrapy>=2.13"],
        "gcp": ["apache-beam[gcp]>=2.77,<3"],
        "test": [
            "cryptography",
            "hypothesis>=6.100",
            "mypy>=1.10",
            "pandas>=2.2",
            "polars>=1",
            "psutil>=5.9",
            "pytest>=8",
            "pytest-xdist>=3.5",
            "ruff>=0.5",
            "sqlglot>=25",
            "types-PyYAML",
        ],
    },
    entry_points={"console_scripts": ["qanat=pipeline.entry:run_main"]},
)
