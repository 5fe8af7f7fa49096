"""How Chinese names are read: places as they are called, all else by phrases."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.records.divisions import read_divisions
from generator.site.readings import Readings

ROOT = Path(__file__).resolve().parent.parent
DIVISIONS, _ = read_divisions(ROOT / "content/vocabulary/divisions.csv")
READINGS = Readings(DIVISIONS)

PROVINCES = (  # noqa: SIM905
    """北京 beijing 天津 tianjin 河北 hebei 山西 shanxi 内蒙古 neimenggu 辽宁 liaoning
吉林 jilin 黑龙江 heilongjiang 上海 shanghai 江苏 jiangsu 浙江 zhejiang 安徽 anhui 福建 fujian
江西 jiangxi 山东 shandong 河南 henan 湖北 hubei 湖南 hunan 广东 guangdong 广西 guangxi
海南 hainan 重庆 chongqing 四川 sichuan 贵州 guizhou 云南 yunnan 西藏 xizang 陕西 shanxi
甘肃 gansu 青海 qinghai 宁夏 ningxia 新疆 xinjiang 台湾 taiwan 香港 xianggang 澳门 aomen"""
).split()
PLACES = (  # noqa: SIM905
    """六安 lu'an 蚌埠 beng'bu 亳州 bo'zhou 荥阳 xing'yang 浚县 xun'xian 东阿 dong'e
厦门 xia'men 长治 chang'zhi 朝阳 chao'yang 铅山 yan'shan 乐清 yue'qing 台州 tai'zhou 丽水 li'shui
番禺 pan'yu 黄陂 huang'pi 漯河 luo'he 闵行 min'hang 单县 shan'xian 涡阳 guo'yang 六合 lu'he
宕昌 tan'chang
昌都 chang'du 望都 wang'du 阿勒泰 a'le'tai 吕梁 lv'liang 大埔 da'bu 马尾 ma'wei 民乐 min'le
尉犁 yu'li 荔浦 li'pu 莘县 shen'xian 洪洞 hong'tong 泊头 bo'tou 瓦房店 wa'fang'dian"""
).split()


def test_all_provinces_are_read_as_they_are_called():
    names = [division.name for division in DIVISIONS if division.code.endswith("0000")]
    assert len(names) == 34
    wanted = dict(zip(PROVINCES[::2], PROVINCES[1::2], strict=True))
    for name in names:
        (short,) = (short for short in wanted if name.startswith(short))
        assert "".join(READINGS.of(name)).startswith(wanted.pop(short))
    assert wanted == {}


@pytest.mark.parametrize(("name", "read"), [*zip(PLACES[::2], PLACES[1::2], strict=True)])
def test_places_whose_characters_have_several_readings_are_read_right(name, read):
    assert READINGS.of(name) == tuple(read.split("'"))


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("长治夜间警务", "chang zhi ye jian jing wu"),
        ("调解进万家", "tiao jie jin wan jia"),
        ("重点行业", "zhong dian hang ye"),
        ("朝阳群众", "chao yang qun zhong"),
    ],
)
def test_names_are_read_by_their_phrases_and_the_places_in_them(name, read):
    assert " ".join(READINGS.of(name)) == read


def test_every_character_of_a_division_has_one_syllable_of_plain_letters():
    for division in DIVISIONS:
        syllables = READINGS.of(division.name)
        assert len(syllables) == len(division.name)
        assert all(syllable.isascii() and syllable.isalpha() for syllable in syllables)
