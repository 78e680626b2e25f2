/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What records only have an address of and the kernel that wrote them a name for: functions, and the
 * strings in printk_formats of tracefs; see formats.h.
 */
#include "decode/formats_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <tracefs.h>

#include "decode/formats_file.h"
#include "util/kallsyms.h"

/* libtraceevent asks for the function at *@addr, which becomes where that begins. */
static char *resolve(void *arg, unsigned long long *addr, char **module)
{
	const struct kallsyms_symbol *s = kallsyms_find(arg, *addr);

	if (!s)
		return NULL;
	*addr = s->addr;
	*module = (char *)s->module;
	return (char *)s->name;
}

/* The escapes that the kernel makes in a string, in place. */
static void unescape(char *p)
{
	char *to = p;

	for (; *p; p++) {
		if (*p == '\\' && p[1])
			*to++ = *++p == 'n' ? '\n' : *p;
		else
			*to++ = *p;
	}
	*to = '\0';
}

/* `0xffffffff828195af : "thaw_processes"` */
static void learn_string(struct formats *f, char *line)
{
	char *rest, *end;
	unsigned long long addr = strtoull(line, &rest, 16);

	if (!addr || strncmp(rest, " : \"", 4) != 0)
		return;
	rest += 4;
	end = strrchr(rest, '"');
	if (!end)
		return;
	*end = '\0';
	unescape(rest);
	/* libtraceevent looks at the last two characters, and does not ask if there are any. */
	if (strlen(rest) >= 2)
		tep_register_print_string(f->tep, rest, addr);
}

/* Gives away a text of the recording. */
static char *hand_over(char **text)
{
	char *given = *text;

	*text = NULL;
	return given;
}

static void learn_strings(struct formats *f)
{
	char *text = f->file ? hand_over(&f->file->printk) :
			       tracefs_instance_file_read(NULL, "printk_formats", NULL);
	char *save = NULL;

	f->strings_read = true;
	for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save))
		learn_string(f, line);
	free(text);
}

static int read_functions(struct formats *f)
{
	if (!f->file)
		return kallsyms_open(&f->kallsyms);
	if (!f->file->kallsyms)
		return -ENOENT;
	return kallsyms_parse(hand_over(&f->file->kallsyms), &f->kallsyms);
}

static void learn_functions(struct formats *f, const struct diag *d)
{
	int err = read_functions(f);

	if (!err)
		tep_set_function_resolver(f->tep, resolve, f->kallsyms);
	else if (f->file)
		diag_say(d, DIAG_INFO,
			 "functions of the kernel are shown by their addresses: the recording has "
			 "no names for them");
	else
		diag_say(d, DIAG_INFO,
			 "functions of the kernel are shown by their addresses: cannot read "
			 "/proc/kallsyms: %s",
			 strerror(-err));
}

void formats_prepare(struct formats *f, const struct diag *d)
{
	bool functions = false, strings = false;

	for (size_t i = 0; i < f->by_id_cnt; i++) {
		functions |= f->by_id[i] && f->by_id[i]->has_functions;
		strings |= f->by_id[i] && f->by_id[i]->has_strings;
	}
	if (functions && !f->kallsyms)
		learn_functions(f, d);
	if (strings && !f->strings_read)
		learn_strings(f);
}

void formats_forget_kernel(struct formats *f)
{
	kallsyms_close(f->kallsyms);
}
