"""What must not stand in the repository, as patterns; built so that they do not find themselves."""

import re

# Folders of the machines this was built on, and hosts that packages come from: a lock file or a
# script that names them works in one place only.
MACHINE = re.compile(r"/wor[k]/|/roo[t]/|/opt/(?:whee[l]s|py[p]i)|/tm[p]/w/")
# Their names in halves, so that not even this list has one.
HOSTS = (
    ("pyp", "i.org"),
    ("pythonhos", "ted.org"),
    ("registry.np", "mjs"),
    ("registry.yar", "npkg"),
    ("crat", "es.io"),
    ("proxy.go", "lang"),
)
OPTIONS = (("--index", "-url"), ("--extra-index", "-url"), ("--find", "-links"))
REGISTRY = re.compile(
    "|".join(re.escape(first + second) for first, second in (*HOSTS, *OPTIONS)), re.IGNORECASE
)
OUTSIDE = re.compile(r"\.\./share[d]|\bshare[d]/(?:data|design|knowledge|hooks)\b")

# The policy of the pages is `self` only: what stands inline does not run, or is a hole.
INLINE = re.compile(
    r"<script(?![^>]*\b(?:src=|type=\"application/json\"))[^>]*>|<style\b"
    r"|<[^<>]*\s(?:style|on[a-z]+)\s*=|javascript:",
    re.IGNORECASE,
)
# Ways round the escaping of templates and of the page.
UNESCAPED = re.compile(
    r"\|\s*saf[e]\b|\bMarku[p]\(|\binnerHTM[L]\b|\bouterHTM[L]\b|insertAdjacentHTM[L]"
    r"|document\.writ[e]|parseFromStrin[g]"
    r"|\bautoescap[e] false|render_template_strin[g]|\bnew Functio[n]\b"
    r"|(?<![\w.])eva[l]\("
)
ELSEWHERE = re.compile(r"https?://(?!www\.w3\.org/|\{\{)[^\s\"'<>)]*", re.IGNORECASE)
