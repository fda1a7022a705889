import { useEffect, useState } from 'react';
import { type Process, useProcessFacts } from '../../../api';
import { useTranslation } from '../../../i18n';
import { type RegisterCopy, useRegister } from '../../connection';
import { LiveReader } from '../bindings/live-reader';

/** Opens the register beside a document, and reads it in the language of the page. */
export function useRegisterReader(slug: string): {
  reader: LiveReader;
  register: RegisterCopy | null;
  process: Process | undefined;
} {
  const { i18n } = useTranslation();
  const [reader] = useState(() => new LiveReader());
  const { data: process } = useProcessFacts(slug);
  const { register } = useRegister(process?.register ?? null);
  const isReady = useIsReady(register);

  useEffect(() => {
    reader.follow(isReady ? (register?.store ?? null) : null);
    return () => reader.follow(null);
  }, [reader, register, isReady]);

  useEffect(() => {
    if (process) reader.knowActors(process.actors);
  }, [reader, process]);

  const { language } = i18n;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words are asked for again when the language changes.
  useEffect(() => reader.translate(), [reader, language]);

  return { reader, register, process };
}

/** Before its content is here, everything in it would seem to be missing. */
function useIsReady(register: RegisterCopy | null): boolean {
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    const look = () => setReady(register?.connection.view.isReady === true);
    look();
    return register?.connection.changed.on(look);
  }, [register]);
  return isReady;
}
