//! Arabic.

use super::{LinkWords, Words};

pub const WORDS: Words = Words {
    language: "ar",
    direction: "rtl",
    hello: "مرحبًا {name}،",
    invitation: LinkWords {
        subject: "حسابك لدى {place}",
        why: "أنت مدعو للعمل في مكتب المساعدة {place}. اسم المستخدم الخاص بك هو {username}.",
        link: "اختيار كلمة مرور",
        until: "يعمل الرابط مرة واحدة، خلال {hours} ساعة.",
        unasked: "إن لم تعرف ما المقصود، فتجاهل هذه الرسالة: لن يحدث شيء.",
    },
    reset: LinkWords {
        subject: "كلمة مرور جديدة لـ {place}",
        why: "طلب شخص ما كلمة مرور جديدة لحسابك لدى {place}. اسم المستخدم الخاص بك هو {username}.",
        link: "اختيار كلمة مرور جديدة",
        until: "يعمل الرابط مرة واحدة، خلال {hours} ساعة.",
        unasked: "إن لم تكن أنت، فتجاهل هذه الرسالة: تبقى كلمة مرورك كما هي.",
    },
    verification: LinkWords {
        subject: "هل هذا عنوانك؟ {place}",
        why: "هذا العنوان مسجّل في الحساب {username} لدى {place}.",
        link: "نعم، إنه عنواني",
        until: "يعمل الرابط مرة واحدة، خلال {hours} ساعة.",
        unasked: "إن لم يكن لك حساب هناك، فتجاهل هذه الرسالة: يبقى العنوان غير مؤكَّد.",
    },
};
