//! A brand while it is changed.

use contract::brands::{Brand, BrandDetails};
use leptos::prelude::*;
use ui::Language;

use crate::text::BrandsText;

/// What stands in the fields. Copy it about.
#[derive(Clone, Copy)]
pub struct Draft {
    pub name: RwSignal<String>,
    pub host: RwSignal<String>,
    pub headline: RwSignal<String>,
    pub welcome: RwSignal<String>,
    /// Pictures by their ids; empty: none.
    pub logo: RwSignal<String>,
    pub favicon: RwSignal<String>,
    pub mail_name: RwSignal<String>,
    pub mail_from: RwSignal<String>,
    pub mail_reply_to: RwSignal<String>,
    /// What is spoken where nobody knows better, as browsers name it.
    pub language: RwSignal<String>,
    pub hue: RwSignal<u16>,
    pub chroma: RwSignal<u16>,
    /// Each with a number that stays its own while others come and go; counted, since they outlive the act that made them.
    pub sites: RwSignal<Vec<(u32, ArcRwSignal<String>)>>,
    last_site: StoredValue<u32>,
}

/// A brand as it would be sent unchanged.
pub fn details_of(brand: &Brand) -> BrandDetails {
    BrandDetails {
        name: brand.look.name.clone(),
        host: brand.host.clone().unwrap_or_default(),
        hue: brand.look.hue,
        chroma: brand.look.chroma,
        headline: brand.look.headline.clone(),
        welcome: brand.look.welcome.clone(),
        logo: brand.look.logo.clone(),
        favicon: brand.favicon.clone(),
        mail_name: brand.mail_name.clone(),
        mail_from: brand.mail_from.clone(),
        mail_reply_to: brand.mail_reply_to.clone(),
        language: brand.language.clone(),
        allowed_sites: brand.allowed_sites.clone(),
    }
}

impl Draft {
    /// The fields of a brand that is not there yet.
    pub fn new(t: &BrandsText) -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            name: empty(),
            host: empty(),
            headline: RwSignal::new(t.usual_headline.to_owned()),
            welcome: empty(),
            logo: empty(),
            favicon: empty(),
            mail_name: empty(),
            mail_from: empty(),
            mail_reply_to: empty(),
            language: RwSignal::new(Language::default().tag().to_owned()),
            hue: RwSignal::new(250),
            chroma: RwSignal::new(120),
            sites: RwSignal::new(Vec::new()),
            last_site: StoredValue::new(0),
        }
    }

    /// The fields, filled with a brand.
    pub fn of(t: &BrandsText, brand: &Brand) -> Self {
        let draft = Self::new(t);
        draft.fill(brand);
        draft
    }

    /// Puts a brand into the fields.
    pub fn fill(self, brand: &Brand) {
        let details = details_of(brand);
        self.name.set(details.name);
        self.host.set(details.host);
        self.headline.set(details.headline);
        self.welcome.set(details.welcome);
        self.logo.set(details.logo);
        self.favicon.set(details.favicon);
        self.mail_name.set(details.mail_name);
        self.mail_from.set(details.mail_from);
        self.mail_reply_to.set(details.mail_reply_to);
        self.language.set(details.language);
        self.hue.set(details.hue);
        self.chroma.set(details.chroma);
        let sites = details.allowed_sites.into_iter().map(|site| self.site(site)).collect();
        self.sites.set(sites);
    }

    fn site(self, site: String) -> (u32, ArcRwSignal<String>) {
        let number = self.last_site.get_value().wrapping_add(1);
        self.last_site.set_value(number);
        (number, ArcRwSignal::new(site))
    }

    /// One more site.
    pub fn add_site(self) {
        let site = self.site(String::new());
        self.sites.update(|sites| sites.push(site));
    }

    /// One site less.
    pub fn remove_site(self, number: u32) {
        self.sites.update(|sites| sites.retain(|(own, _)| *own != number));
    }

    /// What would be sent. Empty sites are sent too, so that what the server says of a place fits the place.
    pub fn details(self) -> BrandDetails {
        let typed = |text: RwSignal<String>| text.get().trim().to_owned();
        BrandDetails {
            name: typed(self.name),
            host: typed(self.host),
            hue: self.hue.get(),
            chroma: self.chroma.get(),
            headline: typed(self.headline),
            welcome: typed(self.welcome),
            logo: self.logo.get(),
            favicon: self.favicon.get(),
            mail_name: typed(self.mail_name),
            mail_from: typed(self.mail_from),
            mail_reply_to: typed(self.mail_reply_to),
            language: self.language.get(),
            allowed_sites: self
                .sites
                .with(|sites| sites.iter().map(|(_, site)| site.get().trim().to_owned()).collect()),
        }
    }

    /// The names of the fields that differ.
    pub fn changes(self, t: &BrandsText, brand: &Brand) -> Vec<String> {
        let (new, old) = (self.details(), details_of(brand));
        let compared = [
            (t.name, new.name == old.name),
            (t.hue, new.hue == old.hue),
            (t.chroma, new.chroma == old.chroma),
            (t.headline, new.headline == old.headline),
            (t.welcome, new.welcome == old.welcome),
            (t.logo, new.logo == old.logo),
            (t.favicon, new.favicon == old.favicon),
            (t.host, new.host == old.host),
            (t.language, new.language == old.language),
            (t.mail_name, new.mail_name == old.mail_name),
            (t.mail_from, new.mail_from == old.mail_from),
            (t.mail_reply_to, new.mail_reply_to == old.mail_reply_to),
            (t.sites, new.allowed_sites == old.allowed_sites),
        ];
        compared.into_iter().filter(|(_, same)| !same).map(|(field, _)| field.to_owned()).collect()
    }
}
