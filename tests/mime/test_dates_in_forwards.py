"""Dates above forwarded messages, in the words of many languages."""

from datetime import datetime

import pytest

from emaillog.mime.forwarded import dates

WRITTEN = {
    "Thu, Mar 5, 2026 at 9:12 PM": "2026-03-05T21:12:00",
    "Thu, 5 Mar 2026 09:12:44 -0800 (PST)": "2026-03-05T09:12:44-08:00",
    "Donnerstag, 5. März 2026 um 09:12 Uhr": "2026-03-05T09:12:00",
    "5. März 2026 um 09:12:44 MEZ": "2026-03-05T09:12:44+01:00",
    "jeudi 5 mars 2026 à 21 h 12": "2026-03-05T21:12:00",
    "5 de marzo de 2026, 9:12 p. m.": "2026-03-05T21:12:00",
    "quinta-feira, 5 de março de 2026 09:12": "2026-03-05T09:12:00",
    "четверг, 5 марта 2026 г. в 09:12 GMT+3": "2026-03-05T09:12:00+03:00",
    "Πέμ 5 Μαρ 2026 στις 9:12 μ.μ.": "2026-03-05T21:12:00",
    "torstai 5. maaliskuuta 2026 klo 9.12": "2026-03-05T09:12:00",
    "torsdag 5. marts 2026 09.12": "2026-03-05T09:12:00",
    "csütörtök, 2026. márc. 5., 9:12": "2026-03-05T09:12:00",
    "Perşembe, 5 Mart 2026 09:12": "2026-03-05T09:12:00",
    "2026. március 5. 9:12 du.": "2026-03-05T21:12:00",
    "5 mars 2026 9:12 em": "2026-03-05T21:12:00",
    "9:12 de 5 de março de 2026": "2026-03-05T09:12:00",
    "5 listopada 2026 09:12": "2026-11-05T09:12:00",
    "Dydd Mawrth, 3 Mai 2022 09:12": "2022-05-03T09:12:00",
    "Déardaoin 5 Meán Fómhair 2026 09:12": "2026-09-05T09:12:00",
    "2026 оны арван нэгдүгээр сарын 5 09:12": "2026-11-05T09:12:00",
    "5. listopadu 2026 v 9:12": "2026-11-05T09:12:00",
    "ponedjeljak, 5. listopada 2026. 9:12": "2026-10-05T09:12:00",
    "Ketvirtadienis, 2026 m. kovo 5 d. 09:12": "2026-03-05T09:12:00",
    "2026(e)ko martxoaren 5(a) 09:12": "2026-03-05T09:12:00",
    "2026年3月5日(星期四) 上午9:12": "2026-03-05T09:12:00",
    "2026年3月5日 木曜日 午後9:12": "2026-03-05T21:12:00",
    "2026년 3월 5일 (목) 오후 9:12": "2026-03-05T21:12:00",
    "Thứ Năm, 5 thg 3, 2026 lúc 9:12 CH": "2026-03-05T21:12:00",
    "วันพฤหัสบดีที่ 5 มี.ค. 2569 เวลา 09:12": "2026-03-05T09:12:00",
    "יום ה׳, 5 במרץ 2026 ב-9:12": "2026-03-05T09:12:00",
    "٥ مارس ٢٠٢٦ ٩:١٢ م": "2026-03-05T21:12:00",
    "2026-03-05 09:12:44": "2026-03-05T09:12:44",
    "05.03.26 09:12": "2026-03-05T09:12:00",
    "3/5/2026 9:12 PM": "2026-03-05T21:12:00",
}


@pytest.mark.parametrize(("written", "meant"), WRITTEN.items(), ids=WRITTEN)
def test_date_is_read(written, meant):
    assert dates.read(written).isoformat() == meant


def test_an_ambiguous_day_is_not_after_the_forward():
    assert dates.read("11/12/2026 09:12", datetime(2026, 11, 20)).date().isoformat() == "2026-11-12"
    assert dates.read("11/12/2026 09:12", datetime(2026, 12, 20)).date().isoformat() == "2026-12-11"


@pytest.mark.parametrize("text", ["", "soon", "32 March 2026", "5 March", "12:30", "1" * 1_000, "tel 0049 30 123"])
def test_what_is_no_date_is_none(text):
    assert dates.read(text) is None


OTHER_CALENDARS = {
    "سه‌شنبه ۱۵ اسفند ۱۴۰۲ ساعت ۹:۱۲": "2024-03-05T09:12:00",
    "۱۴۰۴/۱۲/۱۴ ۲۱:۱۲": "2026-03-05T21:12:00",
    "۱۴ اسفند ۱۴۰۴، ساعت ۹:۱۲ ب.ظ.": "2026-03-05T21:12:00",
    "پنجشنبه ۱۴ حوت ۱۴۰۴ ۰۹:۱۲": "2026-03-05T09:12:00",
    "30 Esfand 1403, 23:59": "2025-03-20T23:59:00",
    "令和8年3月5日 午後9時5分": "2026-03-05T21:05:00",
    "民國115年3月5日 下午 09:12": "2026-03-05T21:12:00",
    "5/3/2569 09:12": "2026-03-05T09:12:00",
}


@pytest.mark.parametrize(("written", "meant"), OTHER_CALENDARS.items(), ids=OTHER_CALENDARS)
def test_other_calendars_are_converted(written, meant):
    assert dates.read(written, datetime(2026, 3, 6)).isoformat() == meant


@pytest.mark.parametrize("written", ["16 رمضان 1447 هـ 09:12", "1447/9/16 09:12", "الخميس ١٦ رمضان ١٤٤٧ ٩:١٢ ص"])
def test_a_date_of_the_lunar_calendar_is_a_date_but_not_computed(written):
    assert dates.read(written, datetime(2026, 3, 6)) is None
    assert dates.looks_like_one(written)


MORE = {
    "2026 оны 3-р сарын 5, Пүрэв 09:12": "2026-03-05T09:12:00",
    "Th 5, 7 thg 3, 2024 lúc 9:12 CH": "2024-03-07T21:12:00",
    "05-Mar-26 09:12": "2026-03-05T09:12:00",
    "2ª-feira, 5 de março de 2026 9:12": "2026-03-05T09:12:00",
    "周四下午9点12分 2026年3月5日": "2026-03-05T21:12:00",
    "5/03/2026 9:12 PM": "2026-03-05T21:12:00",
    "26/03/05 09:12": "2026-03-05T09:12:00",
    "יום חמישי, 5 במרץ 2026 9:12 אחה״צ": "2026-03-05T21:12:00",
    "गुरुवार, 5 मार्च 2026 अपराह्न 9:12": "2026-03-05T21:12:00",
}


@pytest.mark.parametrize(("written", "meant"), MORE.items(), ids=MORE)
def test_date_is_read_beside_the_forward(written, meant):
    assert dates.read(written, datetime(2026, 3, 6)).isoformat() == meant


def test_labels_in_another_language_put_the_day_first():
    assert dates.read("3/4/2026 9:12 PM", datetime(2026, 6, 1), is_english=False).date().isoformat() == "2026-04-03"
    assert dates.read("3/4/2026 9:12 PM", datetime(2026, 6, 1)).date().isoformat() == "2026-03-04"


def test_a_day_of_last_week_is_likelier_than_one_of_months_ago():
    assert dates.read("03/06/2026 09:12", datetime(2026, 3, 8)).date().isoformat() == "2026-03-06"
    assert dates.read("03/01/2026 09:12", datetime(2026, 3, 4)).date().isoformat() == "2026-03-01"


NIGHTS = {"5 March 2026 9:12 at night": "21:12", "২০২৬ মার্চ ৫ রাত ২:১২": "02:12", "5 मार्च 2026 रात 12:05": "00:05"}


@pytest.mark.parametrize(("written", "meant"), NIGHTS.items(), ids=NIGHTS)
def test_a_night_is_before_and_after_midnight(written, meant):
    assert dates.read(written).strftime("%H:%M") == meant
