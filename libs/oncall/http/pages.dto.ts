export class AcknowledgementDto {}
