/* SPDX-License-Identifier: GPL-2.0-only */
/* Starting and ending the traced command; see command.h. */
#include "session/command.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/caps.h"
#include "util/parse.h"

/* Takes over the identity of @pw and keeps no privilege. Returns 0 or -errno. */
static int become(const struct passwd *pw)
{
	if (initgroups(pw->pw_name, pw->pw_gid) || setresgid(pw->pw_gid, pw->pw_gid, pw->pw_gid) ||
	    setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid))
		return -errno;
	return pw->pw_uid ? caps_drop_but(NULL, 0) : 0;
}

/* What the child has to say when it does not become the command. */
struct failure {
	enum command_result result;
	int err;
};

/* Waits for the word, then becomes the command; returns only if that fails. */
static struct failure become_command(char *const argv[], const struct passwd *pw,
				     const struct stop *stop)
{
	int err;

	stop_restore(stop);
	err = caps_give_back();
	if (err)
		return (struct failure){ COMMAND_NOT_EXECUTABLE, err };
	err = pw ? become(pw) : 0;
	if (err)
		return (struct failure){ COMMAND_NOT_THAT_USER, err };
	execvp(argv[0], argv);
	return (struct failure){ errno == ENOENT ? COMMAND_NOT_FOUND : COMMAND_NOT_EXECUTABLE,
				 -errno };
}

static _Noreturn void child(int go_fd, int exec_fd, char *const argv[], const struct passwd *pw,
			    const struct stop *stop)
{
	struct failure f;
	char go;

	if (read(go_fd, &go, 1) != 1)
		_exit(1);
	f = become_command(argv, pw, stop);
	/* The parent tells; if it is gone, nobody is left to listen. */
	_exit(write(exec_fd, &f, sizeof(f)) == sizeof(f) ? 127 : 1);
}

static int find_user(const char *name, const struct passwd **pw, const struct diag *d)
{
	uint64_t uid;

	*pw = NULL;
	if (name && caps_borrowed())
		return diag_fail(d, -EPERM,
				 "--run-as is not for a systrail that has privileges from its file "
				 "(file capabilities)");
	if (name)
		*pw = getpwnam(name);
	if (name && !*pw && !parse_u64(name, 0, UINT32_MAX - 1, &uid))
		*pw = getpwuid((uid_t)uid);
	if (!name || *pw)
		return 0;
	return diag_fail(d, -ENOENT, "there is no user '%s' to run the command as", name);
}

int command_start(struct command *c, char *const argv[], const char *run_as,
		  const struct stop *stop, const struct diag *d)
{
	int go[2] = { -1, -1 }, result[2] = { -1, -1 };
	const struct passwd *pw;
	int err = find_user(run_as, &pw, d);

	*c = (struct command){ .go_fd = -1, .exec_fd = -1 };
	if (err)
		return err;
	if (pipe2(go, O_CLOEXEC) || pipe2(result, O_CLOEXEC)) {
		err = diag_fail(d, -errno, "pipe: %s", strerror(errno));
		goto out;
	}
	c->pid = fork();
	if (c->pid < 0) {
		c->pid = 0;
		err = diag_fail(d, -errno, "cannot start a process: %s", strerror(errno));
		goto out;
	}
	if (c->pid == 0) {
		close(go[1]);
		close(result[0]);
		child(go[0], result[1], argv, pw, stop);
	}
	c->go_fd = go[1];
	c->exec_fd = result[0];
	go[1] = result[0] = -1;
out:
	for (int i = 0; i < 2; i++) {
		if (go[i] >= 0)
			close(go[i]);
		if (result[i] >= 0)
			close(result[i]);
	}
	return err;
}

static void close_fds(struct command *c)
{
	if (c->go_fd >= 0)
		close(c->go_fd);
	if (c->exec_fd >= 0)
		close(c->exec_fd);
	c->go_fd = c->exec_fd = -1;
}

enum command_result command_release(struct command *c, const char *name, const struct diag *d)
{
	struct failure f;
	ssize_t n;

	n = write(c->go_fd, "", 1);
	do {
		/* exec closes the pipe: end of file is success. */
		n = read(c->exec_fd, &f, sizeof(f));
	} while (n < 0 && errno == EINTR);
	close_fds(c);
	if (n != sizeof(f))
		return COMMAND_RUNS;
	command_ended(c, true);
	if (f.result == COMMAND_NOT_THAT_USER)
		diag_say(d, DIAG_ERROR,
			 "cannot become the user of --run-as: %s (it needs CAP_SETUID and CAP_SETGID)",
			 strerror(-f.err));
	else
		diag_say(d, DIAG_ERROR, "cannot run '%s': %s", name, strerror(-f.err));
	return f.result;
}

bool command_ended(struct command *c, bool block)
{
	pid_t pid;

	if (!c->pid)
		return true;
	do {
		pid = waitpid(c->pid, &c->status, block ? 0 : WNOHANG);
	} while (pid < 0 && errno == EINTR);
	if (pid == 0)
		return false;
	if (pid < 0)
		c->status = 1 << 8; /* somebody else has taken it; it is not known */
	c->pid = 0;
	return true;
}

void command_abandon(struct command *c)
{
	if (!c->pid)
		return;
	close_fds(c);
	command_ended(c, true);
}

int command_exit_status(const struct command *c)
{
	return WIFSIGNALED(c->status) ? 128 + WTERMSIG(c->status) : WEXITSTATUS(c->status);
}
