"""Where sentences end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.sentences import spans, split

TWO = [
    ("en", ["Mr. Asanov met Dr. K. Smith in the St. George Hall.", "They talked."]),
    ("en", ["Trade rose by 2.5 percent to $1.2 bn.", "It was a record."]),
    ("en", ["The U.S. envoy spoke.", "He left."]),
    ("en", ["“We agreed. We will go on,” he said.", "Nobody objected."]),
    ("en", ["He said: “We agreed.”", "Then he left."]),
    ("ru", ["Товарооборот составил 28,3 млрд долл. США в 2024 г. и вырос.", "Это рекорд."]),
    ("ru", ["К.-Ж. Токаев принял В. И. Матвиенко.", "Встреча прошла в Астане."]),
    ("ru", ["«Мы готовы. Работаем», – сказал он.", "Затем он уехал."]),
    ("de", ["Das Treffen fand am 3. März statt.", "Es war kurz."]),
    ("de", ["Dr. Müller kam z.B. spät an.", "Man wartete."]),
    ("fr", ["M. Macron est arrivé.", "Il a parlé."]),
    ("es", ["El Sr. Peña viajó a EE.UU. el lunes.", "Volvió pronto."]),
    ("zh", ["两国领导人会晤。", "他们讨论了贸易。"]),
    ("zh", ["普京说：“我们准备好了。我们会继续。”", "会谈结束。"]),
    ("ja", ["大統領は会談した。", "首相も同席した。"]),
    ("hy", ["Նա ընդունեց նրան:", "Հանդիպումը կայացավ:"]),
    ("ar", ["هل التقى الوزيران؟", "نعم التقيا."]),
    ("hi", ["मंत्री मिले।", "वे लौट गए।"]),
    ("hi", ["विदेश मंत्री एस. जयशंकर ने डॉ. राव से मुलाकात की।", "वे लौट गए।"]),
    ("hi", ["मंत्री मिले.", "उन्होंने बात की."]),
    ("he", ["השר א. כהן נפגש עם השגריר.", "הוא עזב."]),
    ("fa", ["وزیر ع. عراقچی دیدار کرد.", "او رفت."]),
    ("ka", ["მინისტრი მ. ბოჭორიშვილი შეხვდა ელჩს.", "ის წავიდა."]),
    ("el", ["Ο κ. Λάμπρου συναντήθηκε με τον Κ. Μάρκου.", "Μίλησαν."]),
    ("hu", ["Gy. Németh és Sz. Péter tárgyalt.", "Elment."]),
    ("sr", ["Министар Џ. Петровић и Lj. Marić су разговарали.", "Отишли су."]),
    ("ko", ["양국이 협정에 서명할 것.", "그는 떠났다."]),
    ("kk", ["Қ. Тоқаев кездесті.", "Олар сөйлесті."]),
]


@pytest.mark.parametrize(("language", "want"), TWO)
def test_sentences_end_where_a_reader_ends_them(language, want):
    joined = ("" if language in ("zh", "ja") else " ").join(want)
    assert split(joined, language) == want


def test_an_unclosed_quotation_does_not_swallow_the_text():
    assert (
        len(split("«We agreed on it. He said so. «Our ties grow,» she noted. They left.", "en"))
        >= 3
    )


@given(st.text(alphabet=st.sampled_from('ab. A.!?“”«»"\n。։1'), max_size=200))
def test_no_letter_is_lost_between_sentences(text):
    covered = "".join(text[start:end] for start, end in spans(text))
    assert covered.replace(" ", "").replace("\n", "") == "".join(text.split())
