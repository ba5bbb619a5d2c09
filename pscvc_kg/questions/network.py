"""An answer as a network: its rows are ties between what two of its columns name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pscvc_kg.errors import UsageError

if TYPE_CHECKING:
    import networkx

    from pscvc_kg.questions.asking import Answer


def network(answer: Answer, source: str, target: str) -> networkx.MultiDiGraph[str]:
    """*answer* as a NetworkX graph: one edge for each row, from its *source* column to its *target* column.

    Args:
        answer: What was answered.
        source: The name of the column where a tie begins.
        target: The name of the column where it ends.

    Returns:
        A directed graph that may have several edges between two nodes. A node is an IRI, or the value itself
        where the cell is no thing of the graph; ``label`` is what it is called in the language of the answer.
        An edge has the row's other columns as attributes. A row without *source* or *target* is no tie, and a
        node alone where it has one of them.

    Raises:
        UsageError: NetworkX is not installed, or the answer has no such column.
    """
    try:
        import networkx
    except ImportError as error:
        raise UsageError(
            "a network needs NetworkX: pip install 'pscvc-kg[network]', or use answer.records()"
        ) from error
    names = [column.name for column in answer.columns]
    for name in (source, target):
        if name not in names:
            raise UsageError(f"the answer has no column '{name}'; it has: {', '.join(names)}")
    ends = [names.index(name) for name in (source, target)]
    found: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(question=answer.question.name)
    for row, behind in zip(answer.rows, answer.iris, strict=True):
        nodes = [behind[at] or str(row[at]) for at in ends if row[at] is not None]
        for node, at in zip(nodes, (at for at in ends if row[at] is not None), strict=True):
            found.add_node(node, label=str(row[at]))
        if len(nodes) == len(ends):
            said: dict[str, Any] = {
                name: value for at, (name, value) in enumerate(zip(names, row, strict=True)) if at not in ends
            }
            found.add_edge(nodes[0], nodes[1], **said)
    return found
