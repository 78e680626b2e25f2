/* SPDX-License-Identifier: GPL-2.0-only */
/* Names, modes and numbers of files; see record_files.h. */
#include "cmd/record_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int cannot(const struct record_files *rf, int err, const char *what, const char *why)
{
	return diag_fail(rf->diag, err, "cannot %s '%s': %s", what, rf->path,
			 why ? why : strerror(-err));
}

static bool stdout_is_fifo(void)
{
	struct stat st;

	return !fstat(STDOUT_FILENO, &st) && S_ISFIFO(st.st_mode);
}

/* As perf does it: without -o into the pipe that standard output is. */
static bool goes_to_stdout(const struct options *o)
{
	if (o->output)
		return !strcmp(o->output, "-");
	return !o->switch_output.given && stdout_is_fifo();
}

/* What the command writes to its standard output must not get in between, and goes to standard error. */
static int use_stdout(struct record_files *rf)
{
	rf->path = "standard output";
	rf->pipe = true;
	if (isatty(STDOUT_FILENO))
		return diag_fail(rf->diag, -EINVAL,
				 "a recording is nothing for a terminal: send standard output into a "
				 "pipe or file, or name a file with -o");
	rf->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (rf->fd < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		return cannot(rf, -errno, "record to", NULL);
	return 0;
}

/* The directory stays open, so that it is the same one whatever becomes of the path. */
static int open_dir(struct record_files *rf)
{
	const char *slash = strrchr(rf->path, '/');
	char *dir;
	int err = 0;

	rf->name = slash ? slash + 1 : rf->path;
	if (!*rf->name)
		return cannot(rf, -EISDIR, "record to", NULL);
	dir = slash ? strndup(rf->path, (size_t)(slash - rf->path) + 1) : strdup(".");
	if (!dir)
		return -ENOMEM;
	rf->dir_fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (rf->dir_fd < 0)
		err = cannot(rf, -errno, "create", NULL);
	free(dir);
	return err;
}

static int open_pipe(struct record_files *rf)
{
	rf->fd = openat(rf->dir_fd, rf->name, O_WRONLY | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
	if (rf->fd < 0)
		return cannot(rf, -errno, "open", NULL);
	rf->pipe = true;
	return 0;
}

/* What bears the name already. */
static int look_at_old(struct record_files *rf)
{
	struct stat st;

	if (fstatat(rf->dir_fd, rf->name, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : cannot(rf, -errno, "record to", NULL);
	switch (st.st_mode & S_IFMT) {
	case S_IFREG:
		return 0;
	case S_IFDIR:
		return cannot(rf, -EISDIR, "record to", NULL);
	case S_IFLNK:
		return cannot(rf, -ELOOP, "record to",
			      "it is a symbolic link: name the file that it leads to");
	case S_IFIFO:
	case S_IFCHR:
		if (rf->stamped)
			return cannot(rf, -EINVAL, "record to",
				      "--switch-output needs files, and it is none");
		return open_pipe(rf);
	default:
		return cannot(rf, -EINVAL, "record to", "it is no file");
	}
}

int record_files_init(struct record_files *rf, const struct options *o, const struct diag *d)
{
	int err;

	*rf = (struct record_files){
		.diag = d,
		.path = o->output ? o->output : "perf.data",
		.dir_fd = -1,
		.fd = -1,
		.stamped = o->switch_output.given,
		.max_cnt = o->switch_max_files,
	};
	if (goes_to_stdout(o))
		return use_stdout(rf);
	err = open_dir(rf);
	if (!err && strlen(rf->name) + RECORD_FILE_STAMP_BYTES > RECORD_FILE_NAME_BYTES)
		err = cannot(rf, -ENAMETOOLONG, "create", NULL);
	return err ? err : look_at_old(rf);
}

/* An old recording is kept, and a still older one is not. */
static int move_old_away(struct record_files *rf)
{
	char old[RECORD_FILE_NAME_BYTES + 8];

	snprintf(old, sizeof(old), "%s.old", rf->name);
	if (!renameat(rf->dir_fd, rf->name, rf->dir_fd, old) || errno == ENOENT)
		return 0;
	return diag_fail(rf->diag, -errno,
			 "cannot keep the old '%s' as '%s.old': %s; name another file with -o",
			 rf->path, rf->path, strerror(errno));
}

int record_files_create(struct record_files *rf)
{
	int err;

	if (rf->pipe)
		return 0;
	err = move_old_away(rf);
	if (err)
		return err;
	rf->fd = openat(rf->dir_fd, rf->name,
			O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC, 0600);
	return rf->fd < 0 ? cannot(rf, -errno, "create", NULL) : 0;
}

static uint64_t now_cs(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 100 + (uint64_t)now.tv_nsec / 10000000;
}

static void make_stamp(char *stamp, uint64_t time_cs)
{
	time_t s = (time_t)(time_cs / 100);
	char day[RECORD_FILE_STAMP_BYTES] = "";
	struct tm tm;

	localtime_r(&s, &tm);
	strftime(day, sizeof(day), ".%Y%m%d%H%M%S", &tm);
	snprintf(stamp, RECORD_FILE_STAMP_BYTES, "%.15s%02u", day, (unsigned int)(time_cs % 100));
}

/* No file that is there is replaced, but where the file system cannot promise that. */
static int rename_new(int dir_fd, const char *from, const char *to)
{
	if (!renameat2(dir_fd, from, dir_fd, to, RENAME_NOREPLACE))
		return 0;
	if (errno == EINVAL && !renameat(dir_fd, from, dir_fd, to))
		return 0;
	return -errno;
}

/* Of two files of one hundredth of a second the later one gets the next that is free. */
static int put_stamp(struct record_files *rf)
{
	char name[RECORD_FILE_NAME_BYTES];
	uint64_t time_cs = now_cs();
	int err = -EEXIST;

	/* None is used again, not even that of a file that is gone: their order is that of the files. */
	if (time_cs <= rf->stamp_cs)
		time_cs = rf->stamp_cs + 1;
	for (int i = 0; err == -EEXIST && i < 100; i++) {
		make_stamp(rf->stamp, time_cs);
		rf->stamp_cs = time_cs++;
		snprintf(name, sizeof(name), "%s%s", rf->name, rf->stamp);
		err = rename_new(rf->dir_fd, rf->name, name);
	}
	if (!err)
		return 0;
	rf->stamp[0] = '\0';
	return diag_fail(rf->diag, err, "cannot rename '%s' to '%s': %s", rf->path, name,
			 strerror(-err));
}

/* Remembers the last one, and removes the oldest where it is one too many. */
static int keep_few(struct record_files *rf)
{
	char name[RECORD_FILE_NAME_BYTES];

	if (!rf->max_cnt)
		return 0;
	if (rf->done_cnt == rf->max_cnt) {
		snprintf(name, sizeof(name), "%s%s", rf->name, rf->done[0]);
		if (unlinkat(rf->dir_fd, name, 0) && errno != ENOENT)
			diag_say(rf->diag, DIAG_WARN, "cannot remove '%s%s': %s", rf->path,
				 rf->done[0], strerror(errno));
		memmove(rf->done[0], rf->done[1], --rf->done_cnt * sizeof(*rf->done));
	}
	if (rf->done_cnt == rf->done_cap) {
		uint64_t cap = rf->done_cap ? 2 * rf->done_cap : 16;
		void *done = reallocarray(rf->done, cap, sizeof(*rf->done));

		if (!done)
			return -ENOMEM;
		rf->done = done;
		rf->done_cap = cap;
	}
	memcpy(rf->done[rf->done_cnt++], rf->stamp, sizeof(rf->stamp));
	return 0;
}

int record_files_complete(struct record_files *rf)
{
	int err = 0;

	if (rf->fd < 0)
		return 0;
	/* What the disk has no room for may be told only now (NFS, quotas). */
	if (close(rf->fd))
		err = cannot(rf, -errno, "write", NULL);
	rf->fd = -1;
	if (rf->stamped && !err)
		err = put_stamp(rf);
	return rf->stamped && !err ? keep_few(rf) : err;
}

void record_files_fini(struct record_files *rf)
{
	if (rf->fd >= 0)
		close(rf->fd);
	if (rf->dir_fd >= 0)
		close(rf->dir_fd);
	free(rf->done);
}
