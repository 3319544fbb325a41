/** Where people who are not at this device find us: it may know the restaurant by an address that leads them nowhere. */
export const endereco = document.documentElement.dataset.endereco ?? location.origin;
