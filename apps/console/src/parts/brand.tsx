export const Brand = () => (
  <p className="brand">
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="6" />
      <path d="M4 13h4l2-6 4 10 2-4h4" />
    </svg>
    Faultline
  </p>
);
