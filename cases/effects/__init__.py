"""The columns a transition writes together with the state, one module per machine. No writes of other rows."""

from collections.abc import Mapping
from typing import Any

Columns = Mapping[str, Any]
