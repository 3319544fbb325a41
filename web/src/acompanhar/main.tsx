import { mount } from '../ui/mount.tsx';
import { Acompanhar } from './acompanhar.tsx';

mount(<Acompanhar codigo={location.pathname.split('/')[2] ?? ''} />);
