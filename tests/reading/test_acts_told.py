"""Which act a sentence tells, and whether it is ahead, done or off, by its clause alone."""

import pytest

from monitor.model import fate_of
from monitor.reading.events.annotate import scan
from monitor.reading.events.clauses import head_at, head_of, roles, stage_near

TOLD = """
en|The presidents met in Doha to discuss the summit.|meeting|done
en|Lavrov and Fidan discussed preparations for the visit.|talks|done
en|Merz will visit Ankara on Thursday.|visit|ahead
en|The two sides held talks after the summit in Seoul.|talks|done
en|The ministers signed an agreement during the visit.|signing|done
en|The prime minister arrived in Cairo ahead of the conference.|visit|done
ru|Президенты встретились на саммите в Астане.|meeting|done
ru|Министры обсудили подготовку визита.|talks|done
ru|Премьер посетит Анкару в четверг.|visit|ahead
ru|Стороны подписали соглашение по итогам переговоров.|signing|done
ru|Саммит состоится в Бишкеке в мае.|summit|ahead
ru|Президент прибыл в Баку с визитом.|visit|done
uk|Президенти зустрілися на саміті в Гаазі.|meeting|done
uk|Міністри обговорили підготовку візиту.|talks|done
uk|Прем'єр відвідає Анкару у четвер.|visit|ahead
uk|Сторони підписали угоду за підсумками переговорів.|signing|done
uk|Саміт відбудеться в Києві.|summit|ahead
uk|Президент прибув до Варшави.|visit|done
fr|Les deux présidents se sont entretenus en marge du sommet.|talks|done
fr|Le ministre rencontrera son homologue jeudi.|meeting|ahead
fr|Les ministres ont signé un accord lors de la visite.|signing|done
fr|Le président est arrivé à Rabat avant le sommet.|visit|done
fr|Le sommet se tiendra à Lisbonne.|summit|ahead
fr|Les ministres ont discuté de la visite.|talks|done
de|Die Minister sprachen über den Besuch.|talks|done
de|Der Kanzler traf den Präsidenten am Rande des Gipfels.|meeting|done
de|Die Präsidenten unterzeichneten bei dem Treffen ein Abkommen.|signing|done
de|Der Gipfel soll in Prag stattfinden.|summit|ahead
de|Der Außenminister wird den Präsidenten nächste Woche treffen.|meeting|ahead
de|Die Außenministerin reiste nach dem Gipfel nach Oslo.|visit|done
es|Los presidentes se reunieron durante la cumbre.|meeting|done
es|El canciller visitará Lima el jueves.|visit|ahead
es|Los ministros firmaron un acuerdo tras la reunión.|signing|done
es|Los cancilleres conversaron sobre la visita.|talks|done
es|La cumbre se celebrará en Quito.|summit|ahead
es|El presidente llegó a Bogotá antes de la cumbre.|visit|done
it|Il presidente ha incontrato il premier durante il vertice.|meeting|done
it|Il ministro visiterà Tunisi giovedì.|visit|ahead
it|I ministri hanno firmato un accordo dopo l'incontro.|signing|done
it|I ministri hanno discusso della visita.|talks|done
it|Il vertice si terrà a Trieste.|summit|ahead
it|Il premier è arrivato ad Algeri prima del vertice.|visit|done
tr|Cumhurbaşkanı zirvede mevkidaşıyla görüştü.|meeting|done
tr|Bakanlar ziyaret hazırlıklarını ele aldı.|talks|done
tr|Başbakan perşembe günü Bakü'yü ziyaret edecek.|visit|ahead
tr|Taraflar toplantıda anlaşma imzaladı.|signing|done
tr|Bakan zirve öncesinde mevkidaşıyla bir araya geldi.|meeting|done
tr|Cumhurbaşkanı Tiran'a geldi.|visit|done
kk|Президенттер саммитте кездесті.|meeting|done
kk|Министрлер сапарға дайындықты талқылады.|talks|done
kk|Премьер бейсенбіде Бакуге барады.|visit|ahead
kk|Тараптар кездесуде келісімге қол қойды.|signing|done
kk|Президент ертең мұнда келмек.||ahead
kk|Президент Ташкентке келді.|visit|done
uz|Prezidentlar sammitda uchrashdi.|meeting|done
uz|Vazirlar tashrif masalalarini muhokama qildi.|talks|done
uz|Prezident payshanba kuni Bokuga boradi.|visit|ahead
uz|Tomonlar uchrashuvda bitim imzoladi.|signing|done
uz|Sammit Samarqandda o'tkaziladi.|summit|ahead
uz|Prezident Toshkentga keldi.|visit|done
az|Prezidentlər sammitdə görüşüb.|meeting|done
az|Nazirlər səfər məsələlərini müzakirə edib.|talks|done
az|Prezident cümə günü Ankaraya gələcək.|visit|ahead
az|Tərəflər görüşdə saziş imzalayıb.|signing|done
az|Sammit Bakıda keçiriləcək.|summit|ahead
az|Baş nazir Tbilisiyə gəlib.|visit|done
ar|التقى الرئيس نظيره على هامش القمة.|meeting|done
ar|بحث الوزيران التحضير للزيارة.|talks|done
ar|سيزور الوزير القاهرة يوم الخميس.|visit|ahead
ar|وقع الوزيران اتفاقا خلال الزيارة.|signing|done
ar|ستعقد القمة في الرباط.|summit|ahead
ar|وصل الرئيس إلى تونس قبل القمة.|visit|done
zh|两国总统在峰会期间会见。|meeting|done
zh|总理将访问开罗。|visit|ahead
zh|双方签署协议。|signing|done
zh|总统抵达河内。|visit|done
zh|峰会将于五月举行。|summit|ahead
zh|两国外长通电话。|call|done
pl|Prezydenci spotkali się podczas szczytu.|meeting|done
pl|Premier odwiedzi Ankarę w czwartek.|visit|ahead
pl|Ministrowie podpisali umowę po rozmowach.|signing|done
pl|Ministrowie omówili przygotowania do wizyty.|talks|done
pl|Szczyt odbędzie się w Gdyni.|summit|ahead
pl|Prezydent przybył do Wilna przed szczytem.|visit|done
"""


def _cases():
    return [line.split("|") for line in TOLD.strip().splitlines()]


@pytest.mark.parametrize(("language", "text", "act", "fate"), _cases())
def test_the_main_verb_tells_the_act_and_how_far_it_has_come(language, text, act, fate):
    one = scan(text, language)
    found = roles(one, language)
    stage = stage_near(one, language, head_at(one, found)) or one.stage
    assert (head_of(one, found) or "", fate_of(stage)) == (act, fate)
