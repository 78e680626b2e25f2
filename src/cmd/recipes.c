/* SPDX-License-Identifier: GPL-2.0-only */
/* The recipes, a row each; see recipes.h. */
#include "cmd/recipes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/nearest.h"

/* clang-format off */
static const struct recipe recipes[] = {
	{ "syscalls_by_pid", "system calls by process", NULL,
	  { "-e", "syscalls", "--by", "pid,comm" } },
	{ "profile", "system calls by name of the process, over ten seconds", NULL,
	  { "-e", "syscalls", "--by", "comm", "--for", "10s" } },
	{ "syslog_profile", "system calls of the programs with one name", "rsyslogd",
	  { "-e", "syscalls", "--expr", "comm == \"" RECIPE_WORD "\"", "--by", "syscall",
	    "--sum", "duration", "--avg", "duration" } },
	{ "errno", "the most frequent errors by process, call and error", NULL,
	  { "-e", "syscalls", "--failure", "--by", "pid,comm,syscall,errno", "--top", "20" } },
	{ "slow", "the slowest system calls by program and call", NULL,
	  { "-e", "syscalls", "--by", "comm,syscall", "--max", "duration", "--avg", "duration",
	    "--percentiles", "duration", "--sort", "max(duration)", "--top", "20" } },
	{ "files", "the files that were opened, and closed again, most often", NULL,
	  { "-e", "close", "--success", "--by", "fd.path", "--top", "20" } },
	{ "fileio", "bytes read and written by file", NULL,
	  { "-e", "%desc", "--by", "fd.path", "--sum", "bytes.read,bytes.written,duration",
	    "--sort", "sum(duration)", "--top", "20" } },
	{ "net", "packets and bytes sent and received by device and process", NULL,
	  { "-e", "net:net_dev_xmit,net:netif_receive_skb", "--by", "name,event,task.pid,task.comm",
	    "--sum", "len" } },
	{ "nethist", "sizes of the packets sent and received", NULL,
	  { "-e", "net:net_dev_xmit,net:netif_receive_skb", "--by", "event", "--hist", "len" } },
	{ "tcpretrans", "TCP segments sent again by address", NULL,
	  { "-e", "tcp:tcp_retransmit_skb", "--by", "saddr_v6,sport,daddr_v6,dport" } },
	{ "ioblktime", "time of block I/O by device and direction", NULL,
	  { "--pair", "block:block_io_start,block:block_io_done", "--key", "dev,sector",
	    "--by", "dev,rwbs", "--sum", "latency,begin.bytes", "--avg", "latency", "--max", "latency" } },
	{ "biolatency", "how long block I/O takes, by device", NULL,
	  { "--pair", "block:block_io_start,block:block_io_done", "--key", "dev,sector",
	    "--by", "dev", "--hist", "latency" } },
	{ "runqlat", "how long threads that were woken waited for a CPU", NULL,
	  { "--pair", "sched:sched_wakeup,sched:sched_switch", "--key", "pid=next_pid",
	    "--hist", "latency", "--percentiles", "latency" } },
	{ "switches", "context switches by thread", NULL,
	  { "-e", "sched:sched_switch", "--by", "prev_pid,prev_comm" } },
	{ "pagefaults", "page faults by process", NULL,
	  { "-e", "exceptions:page_fault_user", "--by", "pid,comm" } },
	{ "softirqs", "time in soft interrupts by vector", NULL,
	  { "--pair", "irq:softirq_entry,irq:softirq_exit", "--key", "cpu,vec", "--by", "vec",
	    "--sum", "latency", "--avg", "latency", "--max", "latency" } },
	{ "uring", "io_uring operations by opcode", NULL,
	  { "--pair", "io_uring:io_uring_submit_req,io_uring:io_uring_complete", "--key", "req",
	    "--by", "op_str", "--avg", "latency", "--max", "latency", "--percentiles", "latency" } },
};
/* clang-format on */

enum { RECIPE_CNT = sizeof(recipes) / sizeof(*recipes) };

const struct recipe *recipe_at(size_t idx)
{
	return idx < RECIPE_CNT ? &recipes[idx] : NULL;
}

static const struct recipe *find(const char *name, size_t len, const struct diag *d)
{
	struct nearest near;

	for (size_t i = 0; i < RECIPE_CNT; i++)
		if (strlen(recipes[i].name) == len && !strncmp(recipes[i].name, name, len))
			return &recipes[i];
	nearest_init(&near, name, len);
	for (size_t i = 0; i < RECIPE_CNT; i++)
		nearest_offer(&near, recipes[i].name);
	diag_fail(d, -EINVAL, "there is no recipe '%.*s'%s ('systrail list recipes' shows all)",
		  (int)(len < 64 ? len : 64), name, nearest_hint(&near));
	return NULL;
}

/* How many bytes @arg has with @word in the place of RECIPE_WORD; puts it to @out (NULL: no). */
static size_t put_arg(char *out, const char *arg, const char *word)
{
	const char *at = strstr(arg, RECIPE_WORD);
	size_t head = at ? (size_t)(at - arg) : strlen(arg);
	size_t word_len = at ? strlen(word) : 0;
	const char *rest = at ? at + strlen(RECIPE_WORD) : arg + head;

	if (out) {
		memcpy(out, arg, head);
		memcpy(out + head, word, word_len);
		strcpy(out + head + word_len, rest);
	}
	return head + word_len + strlen(rest) + 1;
}

static const char **fill(const struct recipe *r, const char *word)
{
	const char **args;
	size_t size = 0, cnt;
	char *text;

	for (cnt = 0; r->args[cnt]; cnt++)
		size += put_arg(NULL, r->args[cnt], word);
	args = malloc((cnt + 1) * sizeof(*args) + size);
	if (!args)
		return NULL;
	text = (char *)(args + cnt + 1);
	for (size_t i = 0; i < cnt; i++) {
		args[i] = text;
		text += put_arg(text, r->args[i], word);
	}
	args[cnt] = NULL;
	return args;
}

const char **recipe_args(const char *spec, const struct diag *d)
{
	size_t len = strcspn(spec, ":");
	const char *word = spec[len] ? spec + len + 1 : NULL;
	const struct recipe *r = find(spec, len, d);

	errno = EINVAL;
	if (!r)
		return NULL;
	if (word && !r->word) {
		diag_fail(d, -EINVAL, "the recipe %s takes no word behind it", r->name);
		return NULL;
	}
	/* It becomes a part of a string in an expression. */
	if (word && (!*word || strpbrk(word, "\"\\"))) {
		diag_fail(d, -EINVAL, "the recipe %s takes a name, without quotes, as in %s:%s",
			  r->name, r->name, r->word);
		return NULL;
	}
	errno = ENOMEM;
	return fill(r, word ? word : r->word ? r->word : "");
}
