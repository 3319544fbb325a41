import { mount } from '../../ui/mount.tsx';
import { Pareada } from '../entrar/pareada.tsx';
import { esquecerPessoa } from './state/guardados.ts';
import { Totem } from './totem.tsx';

mount(
  <Pareada emIdiomas>
    <Totem />
  </Pareada>,
  esquecerPessoa,
);
