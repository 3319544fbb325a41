import { mount } from '../../ui/mount.tsx';
import { Pareada, TODOS } from '../entrar/pareada.tsx';
import { esquecerPessoa } from './state/guardados.ts';
import { Totem } from './totem.tsx';

mount(
  <Pareada fala={TODOS}>
    <Totem />
  </Pareada>,
  esquecerPessoa,
);
