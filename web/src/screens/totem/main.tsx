import { mount } from '../../ui/mount.tsx';
import { Totem } from './totem.tsx';

mount(<Totem />);
