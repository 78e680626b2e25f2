/* SPDX-License-Identifier: GPL-2.0-only */
/* As whom threads run; see creds.h. */
#include "task/creds.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "task/proc.h"
#include "util/nearest.h"
#include "util/parse.h"

/* What /proc says now, or @otherwise. */
static int64_t look_up(const struct task *t, int64_t otherwise)
{
	uint32_t uid;

	return t->recorded || proc_uid(t->tid, &uid) ? otherwise : (int64_t)uid;
}

int64_t task_uid(struct task *t)
{
	/* Asked once: this is on the way of every call, also of threads that are gone by now. */
	if (t->uid == CREDS_UNASKED)
		t->uid = look_up(t, CREDS_UNKNOWN);
	return t->uid >= 0 ? t->uid : -1;
}

void creds_tell(struct task *t, int64_t uid)
{
	t->uid = uid >= 0 ? uid : CREDS_UNKNOWN;
}

void creds_fork(const struct task *parent, struct task *child)
{
	child->uid = parent && parent->uid >= 0 ? parent->uid : CREDS_UNASKED;
}

void creds_exec(struct task *t)
{
	/* One that is gone already most likely was not set-uid. */
	if (t->uid >= 0)
		t->uid = look_up(t, t->uid);
}

void creds_call(struct task *t, const struct syscall_desc *d)
{
	if (d->traits & SYSCALL_SETS_UID && t->uid >= 0)
		t->uid = look_up(t, CREDS_UNKNOWN);
}

/* The user called @name. Returns 0, -ENOENT, or the -errno of what knows the users. */
static int find_user(const char *name, int64_t *uid)
{
	struct passwd pw, *found = NULL;
	size_t size = 1024;
	char *buf = NULL;
	int err;

	do {
		size *= 2;
		free(buf);
		buf = malloc(size);
		err = buf ? getpwnam_r(name, &pw, buf, size, &found) : ENOMEM;
	} while (err == ERANGE);
	if (found)
		*uid = pw.pw_uid;
	free(buf);
	if (found)
		return 0;
	/* Some say so, others say that there is no such file or process (getpwnam(3)). */
	return err == 0 || err == ESRCH || err == EBADF || err == EPERM ? -ENOENT : -err;
}

static int fail_unknown(const char *text, const struct diag *d)
{
	const struct passwd *pw;
	struct nearest n;

	nearest_init(&n, text, strlen(text));
	setpwent();
	while ((pw = getpwent()))
		nearest_offer(&n, pw->pw_name);
	endpwent();
	return diag_fail(d, -ENOENT, "there is no user '%s'%s", text, nearest_hint(&n));
}

int creds_parse_user(const char *text, const struct diag *d, int64_t *uid)
{
	uint64_t number;
	int err = find_user(text, uid);

	if (!err)
		return 0;
	/* -1 is no user but "leave it as it is". */
	if (parse_u64(text, 0, UINT32_MAX - 1, &number) == 0) {
		*uid = (int64_t)number;
		return 0;
	}
	if (err == -ENOENT)
		return fail_unknown(text, d);
	return diag_fail(d, err, "cannot look up user '%s': %s", text, strerror(-err));
}
