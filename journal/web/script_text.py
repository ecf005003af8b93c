"""A script as it travels: the code without its comments, which are for readers of the source."""


def script_text(source: str) -> str:
    """Return the script without whole lines of comment and without indents.

    Only whole lines: a comment behind code may be part of a string. No script of ours has a text
    over several lines, whose indents would count (tests/web/test_assets.py looks).
    """
    kept: list[str] = []
    inside = False
    for line in source.splitlines():
        text = line.strip()
        if inside or text.startswith("/*"):
            inside = not text.endswith("*/")
        elif text and not text.startswith("//"):
            kept.append(text)
    return "\n".join(kept) + "\n"
