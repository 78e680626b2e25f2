/* SPDX-License-Identifier: GPL-2.0-only */
/* An expression of --expr, asked about calls of which more or less is known. */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "filter/call_fields.h"
#include "syscall/set.h"

static void ignore(void *arg, enum diag_level level, const char *msg)
{
	*(size_t *)arg += strlen(msg) + level;
}

static void ask(const struct expr *e, bool narrow)
{
	struct task thread = { .pid = 10, .tid = 11, .uid = 1000, .comm = "nginx: worker" };
	struct call c = {
		.state = CALL_COMPLETE,
		.task = &thread,
		.abi = ABI_X86_64,
		.desc = syscall_get(ABI_X86_64, 0),
		.ret = -2,
		.dur_ns = 5000000,
		.args = { 3, UINT64_MAX, 4096 },
	};
	struct syscall_set set;
	char glob[64];

	call_expr_eval(e, &c);
	c.state = CALL_NO_ENTER;
	call_expr_eval(e, &c);
	c.state = CALL_UNFINISHED;
	c.nr = 257;
	c.desc = syscall_get(ABI_X86_64, c.nr);
	call_expr_eval_begin(e, &c);
	call_expr_eval(e, &c);
	if (narrow) {
		syscall_set_fill(&set);
		call_expr_narrow(e, &set);
	}
	call_expr_requires_comm(e, glob, sizeof(glob));
	call_expr_needs_fds(e);
	call_expr_needs_cgroups(e);
	call_expr_needs_uids(e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t heard = 0;
	const struct diag d = { ignore, &heard };
	char *text = malloc(size + 1);
	struct expr *e = NULL;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (!call_expr_parse(text, &d, &e))
		ask(e, size % 16 == 0); /* it asks about all system calls */
	expr_free(e);
	free(text);
	return 0;
}
