/** Of which of the six kinds a resource is, guessed from its words: «2 volontari» is time, «la sala» is a space. */
import type { ResourceKind } from '../../../register';
import { wordsIn } from './words';

const BEGINNINGS: Readonly<Record<ResourceKind, string>> = {
  spazi:
    'sala sale salone stanz spazi local cortil palestr aula aule giardin oratori magazzin cucin bibliotec teatr piazz campo sede ufficio orto parco capannon',
  competenze:
    'educat formator formatric espert espert insegnant psicolog architett avvocat infermier medic animator animatric mediator mediatric operator operatric tecnic facilitat competenz professionist docent',
  tempo: 'volontar ore ora giorn settiman serat sera turn mattin pomerigg person socie soci studenti ragazz tempo',
  strumenti:
    'furgon proiettor computer tavol sedia sedie attrezz microfon pulmin bici biciclett libr material stampant auto automobil impiant gazeb strument casse palco tablet macchin tende euro',
  reti_di_contatto: 'contatt rete reti mailing newsletter whatsapp pagina famigli indirizz canal social bacheca',
  know_how: 'metod esperienz formazion saper ricett know corso corsi laborator linee guida',
};

export function guessResourceKind(label: string): ResourceKind | null {
  const words = wordsIn(label);
  for (const word of words) {
    for (const [kind, beginnings] of Object.entries(BEGINNINGS)) {
      if (beginnings.split(' ').some((beginning) => isWordOf(beginning, word))) return kind as ResourceKind;
    }
  }
  return null;
}

/** Short ones are whole words: «ora» is not the beginning of «oratorio». */
function isWordOf(beginning: string, word: string): boolean {
  return beginning.length <= 4 ? word === beginning || word === `${beginning}i` : word.startsWith(beginning);
}
