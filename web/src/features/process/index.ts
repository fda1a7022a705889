export { ProcessPage } from './ProcessPage';
