"""Records as a list that can also be had as a pandas frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from dragoman.errors import DragomanError

if TYPE_CHECKING:
    import pandas

R = TypeVar("R", bound=BaseModel)


class Rows(list[R]):
    """Records of one kind, in order."""

    def to_pandas(self) -> pandas.DataFrame:
        """A frame with a row a record and a column a field, in the contract's order; inner records and lists of them
        stay Python objects. ISO dates stay text: years before 1678 and open ranges have no place in pandas' own dates.
        Raises DragomanError where pandas, an extra, is not installed."""
        try:
            import pandas
        except ImportError:
            raise DragomanError("pandas is not installed", "", "pip install 'dragoman[tables]'") from None
        return pandas.DataFrame([_row(r) for r in self])


def _row(record: BaseModel) -> dict[str, Any]:
    return record.model_dump(by_alias=True)
