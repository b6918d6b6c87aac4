from __future__ import annotations

import pytest

from pipeline.warehouse import Warehouse


@pytest.fixture
def warehouse(tmp_path):
    return Warehouse.open(tmp_path / "warehouse")
