"""Half-width forms and simplified characters, one for one, so that offsets hold in the text."""

from __future__ import annotations

import re
from functools import cache

_FULL = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
_FULL += "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ％．：（），；！？～〜"
_HALF = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz%.:(),;!?~~"
_TABLE = str.maketrans(_FULL, _HALF)
_TRADITIONAL = (
    "們個來這國時會說為對發學經過後現開關門間問東車長馬縣區灣餘萬億處與從還進實務員動業電網絡詐騙獲協調糾紛數"
    "據點線報戶歲總範圍團隊隻場戰專機關當應該帶領導級組織結際總統計劃種類題錢貨財產損類險隱違處罰執護衛訪談話"
    "鄉鎮島橋樓樂遊覽節慶賽營業銀貸資費質買賣賊盜竊搶劫毆傷殺兇槍彈藥毒齡齊滿達遠運輸鐵陸飛駕駛輛醫療術衆眾"
    "備臺環境農漁獵難勞僱傭婦兒親屬聯繫繼續維護穩強擊殲剿懲"
)
_ANY_TRADITIONAL = re.compile(f"[{_TRADITIONAL}]")
_ANY_OTHER = re.compile(f"[！-～〜{_TRADITIONAL}]")
"""What may be changed: in most texts nothing, which one search tells."""
_IDEOGRAPHS = "".join(map(chr, range(0x3400, 0xA000)))


def normalise(text: str) -> str:
    """The text in half-width digits, letters and marks and simplified characters, as long as it is.

    Unicode's compatibility forms are not used: they change the length of ℃, ㎡ and ½.
    """
    if not _ANY_OTHER.search(text):
        return text
    text = text.translate(_TABLE)
    return text.translate(simplified_forms()) if _ANY_TRADITIONAL.search(text) else text


@cache
def simplified_forms() -> dict[int, str]:
    """The simplified form of each traditional character by itself (OpenCC's tables)."""
    from opencc import OpenCC

    forms = OpenCC("t2s").convert("\n".join(_IDEOGRAPHS)).split("\n")
    return {ord(a): b for a, b in zip(_IDEOGRAPHS, forms, strict=True) if a != b}
