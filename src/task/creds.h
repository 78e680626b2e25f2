/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As whom threads run: the effective user of each, which is what -u, `uid` in expressions and
 * permissions go by. It is read from /proc once, when somebody asks, and follows from then on
 * what the thread does. The only writer of task->uid.
 */
#ifndef SYSTRAIL_TASK_CREDS_H
#define SYSTRAIL_TASK_CREDS_H

#include <stdint.h>

#include "task/task.h"
#include "util/diag.h"
#include "util/ids.h"

/* task->uid where it is no user. */
enum {
	CREDS_UNASKED = -1, /* not looked up yet */
	CREDS_UNKNOWN = -2, /* /proc does not tell, and will not */
};

/* The effective user id of @t, or -1 where it is not known. */
int64_t task_uid(struct task *t);

/* A recording says that @t runs as @uid; -1: it does not say, and nobody is to be asked. */
void creds_tell(struct task *t, int64_t uid);

/* @child was born: it runs as its parent does. @parent may be NULL. */
void creds_fork(const struct task *parent, struct task *child);

/* @t has executed another program, which may be set-uid. */
void creds_exec(struct task *t);

/* A call of @d has returned in @t. */
void creds_call(struct task *t, const struct syscall_desc *d);

/*
 * The user that @text means: a name, or else a number. Returns 0, or -errno after a sentence that
 * names the nearest users.
 */
int creds_parse_user(const char *text, const struct diag *d, int64_t *uid);

#endif
