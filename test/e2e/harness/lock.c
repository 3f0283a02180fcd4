/* lock FILE: holds a write lock on the whole file until it is ended, as another program at work on it would. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int count, char **given) {
  if (count != 2) return 2;
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  int file = open(given[1], O_RDWR | O_CREAT, 0600);
  if (file < 0 || fcntl(file, F_SETLK, &whole) != 0) {
    perror(given[1]);
    return 1;
  }
  puts("locked");
  fflush(stdout);
  for (;;) pause();
}
