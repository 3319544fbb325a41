import { mount } from '../../ui/mount.tsx';
import { Painel } from './painel.tsx';

mount(<Painel />);
