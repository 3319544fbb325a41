import { mount } from '../../ui/mount.tsx';
import { MeusDados } from './meus-dados.tsx';

mount(<MeusDados />);
