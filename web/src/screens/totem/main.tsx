import { mount } from '../../ui/mount.tsx';
import { esquecerPessoa } from './state/guardados.ts';
import { Totem } from './totem.tsx';

mount(<Totem />, esquecerPessoa);
