"""The examples printed in the standards for Web Push: RFC 8291, 8188 and 8292."""

import json
import os
from pathlib import Path

import pytest

OWN = {
    "rfc8291_section5": {
        "plaintext": "When I grow up, I want to be a watermelon",
        "as_private": "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
        "ua_public": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SR"
        "pkNtoIAiw4",
        "ua_private": "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
        "salt": "DGv6ra1nlYgDCS1FRnbzlw",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
        "body": "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYL"
        "ocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNW"
        "QexSgSxsj_Qulcy4a-fN",
    },
    "rfc8188_3_1": {
        "key": "yqdlZ-tYemfogSmv7Ws5PQ",
        "body": "I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg",
        "plaintext": "I am the walrus",
    },
    "rfc8188_3_2": {
        "key": "BO3ZVPxUlnLORbVGMpbT1Q",
        "body": "uNCkWiNYzKTnBN9ji3-qWAAAABkCYTHOG8chz_gnvgOqdGYovxyjuqRyJFjEDyoF1Fvkj6hQPdPHI51O"
        "EUKEpgz3SsLWIqS_uA",
        "plaintext": "I am the walrus",
    },
    "rfc8292_2_4": {
        "jwt": "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQi"
        "LCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GA"
        "u_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA",
        "k": "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmC"
        "lBPs",
    },
}


def sources() -> list[object]:
    """Our copy, and the file of the real data when SUNHAT_REAL_DATA names its folder."""
    found = [pytest.param(OWN, id="own copy")]
    if named := os.environ.get("SUNHAT_REAL_DATA"):
        file = Path(named) / "webpush" / "vectors.json"
        found.append(pytest.param(json.loads(file.read_text("utf-8")), id="real data"))
    return found
