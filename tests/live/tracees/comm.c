/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proves: a thread's name is the tracee's to choose and never reaches the output raw. Each name
 * would move the cursor, forge a line or break the encoding if it did.
 */
#include <sys/prctl.h>

#include "libc.h"

/* At most 15 bytes each: the kernel cuts the rest off. */
static const char *const names[] = {
	"\033[31mred\033[0m",
	"\033]0;title\007",
	"a\nb\rc\td\be\vf\f",
	"\x7f\x01\x02\x1f",
	"\xff\xfe\x80\xc3(",
	"\xed\xa0\x80\xf8\x88\x80\x80\x80",
	"C1 \xc2\x9bK",
	"caf\xc3\xa9",
	"cut \xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac",
	"x/1 close(fd: 9",
	"back\\slash \"q\"",
	"\n",
	"",
	"plain",
};

int main(void)
{
	const int cnt = sizeof(names) / sizeof(names[0]);
	int idx;

	for (idx = 0; idx < cnt; idx++) {
		prctl(PR_SET_NAME, names[idx]);
		mark(idx, idx + 1);
	}
	for (idx = 0; idx < cnt; idx++)
		expect_mark(own_tid(), idx, idx + 1);
	return 0;
}
