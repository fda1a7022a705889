export { DocumentPage as default } from './DocumentPage';
