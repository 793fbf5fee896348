// Imported first by every program: what it writes is for its owner alone, files 0600 and directories 0700, whatever umask
// it was started under; the threads that write stores and views inherit it.

process.umask(0o077);
