"""Words of mail clients. Hints only: the structure decides, and a language that is missing here is read all the same."""

from functools import cache
from typing import Literal

from emaillog.mime.forwarded.folding import fold

Role = Literal["from", "to", "cc", "reply-to", "date", "subject", "other", ""]

_LABELS: dict[Role, str] = {
    "from": "from|von|de|da|van|od|от|від|från|fra|lähettäjä|expéditeur|remitente|mittente|afzender|nadawca|odesílatel|gönderen|"
    "kimden|feladó|από|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|מאת|من|จาก|từ|dari|expeditor|remetente|от кого|"
    "avsender|avsändare|afsender|saatja|nuo|sendanto|pošiljatelj|pošilja|odosielateľ|податель|отправитель|відправник|подател",
    "to": "to|an|para|à|a|aan|do|komu|кому|till|til|vastaanottaja|destinataire|destinatario|geadresseerde|ontvanger|adresat|příjemce|"
    "kime|alıcı|címzett|προς|收件人|收件者|宛先|받는 사람|받는사람|אל|إلى|ถึง|đến|tới|kepada|ke|către|destinatário|til|mottagare|modtager|"
    "mottaker|saaja|kam|kas|prima|za|až|получатель|одержувач|до|получател",
    "cc": "cc|kopie|kopie (cc)|kopia|kopio|copie|copie à|copia|cópia|kopi|копия|копія|копие|másolat|bilgi|κοιν|κοινοποίηση|抄送|抄送人|副本|"
    "참조|עותק|نسخة|สำเนา|dw|do wiadomości|kópia|c/c|cópia para|tembusan|c.c.|afrit|koopia|kopija|cc:|копия до",
    "reply-to": "reply-to|reply to|antwort an|répondre à|réponse à|responder a|rispondi a|antwoord aan|odpowiedz do|odpověď komu|"
    "svara till|svar til|vastausosoite|yanıt adresi|yanıtla|válaszcím|ответить|відповісти|回复|回复至|返信先|회신|responder para|odpoveď komu",
    "date": "date|sent|datum|gesendet|envoyé|enviado|enviada em|enviado el|enviado em|data|fecha|inviato|verzonden|wysłano|odesláno|odoslané|"
    "dátum|дата|отправлено|надіслано|skickat|sendt|lähetetty|päivämäärä|päiväys|dato|tarih|gönderme tarihi|elküldve|ημερομηνία|στάλθηκε|"
    "日期|发送时间|发送日期|寄件日期|送信日時|日付|보낸 날짜|날짜|נשלח|תאריך|تاريخ الإرسال|التاريخ|วันที่|ngày|tanggal|trimis|изпратено|poslano|poslato",
    "subject": "subject|betreff|objet|sujet|asunto|oggetto|onderwerp|temat|předmět|predmet|тема|ämne|emne|aihe|konu|tárgy|θέμα|主题|主旨|件名|"
    "제목|נושא|الموضوع|เรื่อง|chủ đề|subjek|subiect|assunto|teema|tēma|zadeva|naslov|tema|относно|perihal|hal",
    "other": "importance|priority|attachments|wichtigkeit|priorität|anlagen|importancia|datos adjuntos|pièces jointes|allegati|bijlagen|"
    "bcc|bcc:|sensitivity|organization|categories|follow up flag|flag status|conversation|kategorien|security|expires|message-id",
}

_FORWARD_PREFIXES = (
    "fw|fwd|wg|tr|rv|i|vs|vb|vl|enc|pd|ilt|i̇lt|转发|轉寄|轉發|転送|전달|fs|doorst|πρθ|továbbítás|tovább|trs|ct|yml|fyr|ed|pārs|persiunč|posr|prosl|"
    "пер|пересл|пересылка|пересилання|הועבר|העברה|إعادة توجيه|redir|rif fwd|preposl|přep|ส่งต่อ|redirecționat|ynt ilt|fwd fwd|f"
)
_REPLY_PREFIXES = (
    "re|aw|sv|antw|res|odp|ynt|rif|r|ref|回复|回覆|答复|返信|返|답장|회신|αp|απ|σχετ|vá|bls|tl|atb|ats|odg|отв|відп|השב|תגובה|رد|ตอบ|răsp|er|"
    "svar|vast|re^2"
)
# "VS" answers in Finnish and forwards in Danish and Norwegian; the labels tell which it is.
_FINNISH = {"lähettäjä", "lähetetty", "vastaanottaja", "aihe"}

_FORWARDED = (
    "forward fwd weitergeleit reenvi réexp transfér transfer inoltr doorgest doorgez encaminh reencaminh przekaz preposl přepos "
    "пересыл переслан перенапр 转发 轉寄 轉發 転送 전달 videresend vidarebef välitet edelleen ilet továbbít redirec προωθ הועבר "
    "توجيه محولة pārsūt persiųst edastat proslij posredov preusmer препрат прослеђ chuyển terus ส่งต่อ надіслан"
)
_ORIGINAL = (
    "origin original ursprüng ursprung oprindel opprinnel alkuper eredeti orijinal orig pôvodn původn oryginal исходн оригин первонач "
    "原始 原邮件 原郵件 元の 원본 원래 αρχικ מקורית الأصلية asli gốc ต้นฉบับ izvorn antwort reply réponse"
)


@cache
def _roles() -> dict[str, Role]:
    return {fold(word): role for role, words in _LABELS.items() for word in words.split("|")}


def role(label: str) -> Role:
    return _roles().get(fold(label).strip(" *_\t"), "")


@cache
def _folded(words: str, separator: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split(separator))


def speaks_of_forwarding(text: str) -> bool:
    return any(stem in fold(text) for stem in _folded(_FORWARDED, " "))


def speaks_of_an_original(text: str) -> bool:
    """What some clients write above a forwarded and an answered message alike."""
    return any(stem in fold(text) for stem in _folded(_ORIGINAL, " "))


def prefix_meaning(prefix: str, labels: set[str]) -> Literal["forward", "reply", ""]:
    word = fold(prefix).strip(" .")
    if word == "vs" and labels & _folded("|".join(_FINNISH), "|"):
        return "reply"
    if word in _folded(_FORWARD_PREFIXES, "|"):
        return "forward"
    return "reply" if word in _folded(_REPLY_PREFIXES, "|") else ""
