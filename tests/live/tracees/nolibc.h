/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a tracee without a C library needs: the system call instructions, and a buffer to collect
 * the lines that the tracer is expected to show. A program built on this makes no call that its
 * source does not name, so a test may demand exactly these calls and no other.
 *
 * An expected line reads `TID NAME(ARG: VALUE, ...) = RESULT`. It may leave arguments out; the
 * result is a number, `-1 ERRNO`, the bare name of an ERESTART code, or `?` where none comes back.
 */
#ifndef TRACEE_NOLIBC_H
#define TRACEE_NOLIBC_H

#include <asm/unistd.h>
#include <linux/errno.h>

struct report {
	unsigned int len;
	char text[8000];
};

#if defined(__x86_64__)

static inline __attribute__((always_inline)) long sys6(long nr, long a, long b, long c, long d,
						       long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
}

/* The i386 gate, which a 64-bit program may use as well: other numbers, and only 32-bit values. */
static inline long int80(int nr, int a, int b, int c)
{
	int ret;

	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "a"(nr), "b"(a), "c"(b), "d"(c)
			 : "r8", "r9", "r10", "r11", "memory");
	return ret;
}

/* The kernel enters with argc and argv on an aligned stack, but with no return address. */
#define TRACEE_START                    \
	__asm__(".globl _start\n"       \
		"_start:\n\t"           \
		"xor %ebp, %ebp\n\t"    \
		"mov (%rsp), %rdi\n\t"  \
		"lea 8(%rsp), %rsi\n\t" \
		"and $-16, %rsp\n\t"    \
		"call tracee_main\n\t"  \
		"hlt\n");

#elif defined(__i386__)

static inline long sys6(long nr, long a, long b, long c, long d, long e, long f)
{
	long ret;

	/* ebp cannot be named as an operand; the sixth argument goes there by way of the stack. */
	__asm__ volatile("push %[f]\n\t"
			 "push %%ebp\n\t"
			 "mov 4(%%esp), %%ebp\n\t"
			 "int $0x80\n\t"
			 "pop %%ebp\n\t"
			 "add $4, %%esp"
			 : "=a"(ret)
			 : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e), [f] "im"(f)
			 : "memory");
	return ret;
}

#define TRACEE_START                    \
	__asm__(".globl _start\n"       \
		"_start:\n\t"           \
		"xor %ebp, %ebp\n\t"    \
		"mov %esp, %ecx\n\t"    \
		"lea 4(%esp), %edx\n\t" \
		"and $-16, %esp\n\t"    \
		"sub $8, %esp\n\t"      \
		"push %edx\n\t"         \
		"push (%ecx)\n\t"       \
		"call tracee_main\n\t"  \
		"hlt\n");

#else
/* cppcheck-suppress preprocessorErrorDirective */
#error "this tracee has no system call instruction for this machine yet"
#endif

#define sys0(nr) sys6(nr, 0, 0, 0, 0, 0, 0)
#define sys1(nr, a) sys6(nr, (long)(a), 0, 0, 0, 0, 0)
#define sys2(nr, a, b) sys6(nr, (long)(a), (long)(b), 0, 0, 0, 0)
#define sys3(nr, a, b, c) sys6(nr, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define sys4(nr, a, b, c, d) sys6(nr, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)

static inline long to_number(const char *text)
{
	long value = 0;

	while (*text >= '0' && *text <= '9')
		value = 10 * value + *text++ - '0';
	return value;
}

static inline void put_text(struct report *report, const char *text)
{
	while (*text && report->len < sizeof(report->text))
		report->text[report->len++] = *text++;
}

static inline void put_char(struct report *report, char c)
{
	if (report->len < sizeof(report->text))
		report->text[report->len++] = c;
}

static inline void put_dec(struct report *report, long value)
{
	unsigned long rest = value < 0 ? -(unsigned long)value : (unsigned long)value;
	char digits[24];
	int cnt = 0;

	if (value < 0)
		put_char(report, '-');
	do {
		digits[cnt++] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	while (cnt)
		put_char(report, digits[--cnt]);
}

static inline void put_hex(struct report *report, unsigned long value, int digits)
{
	put_text(report, "0x");
	while (digits--)
		put_char(report, "0123456789abcdef"[value >> (4 * digits) & 15]);
}

static inline const char *errno_name(long ret)
{
	switch (-ret) {
	case EBADF:
		return "EBADF";
	case ENOENT:
		return "ENOENT";
	case EINVAL:
		return "EINVAL";
	case EFAULT:
		return "EFAULT";
	case ENOSYS:
		return "ENOSYS";
	case ECHILD:
		return "ECHILD";
	case ESRCH:
		return "ESRCH";
	case EAFNOSUPPORT:
		return "EAFNOSUPPORT";
	}
	return "E???";
}

static inline void put_result(struct report *report, long ret)
{
	put_text(report, " = ");
	if (ret < 0 && ret >= -4095) {
		put_text(report, "-1 ");
		put_text(report, errno_name(ret));
	} else {
		put_dec(report, ret);
	}
	put_char(report, '\n');
}

/* One line: the call as far as its closing parenthesis, then what it returned. */
static inline void expect(struct report *report, int tid, const char *call, long ret)
{
	put_dec(report, tid);
	put_char(report, ' ');
	put_text(report, call);
	put_result(report, ret);
}

/* The same where one value is known at run time only: call is cut open before and after it. */
static inline void expect_value(struct report *report, int tid, const char *before, long value,
				const char *after, long ret)
{
	put_dec(report, tid);
	put_char(report, ' ');
	put_text(report, before);
	put_dec(report, value);
	put_text(report, after);
	put_result(report, ret);
}

static inline void put_last_calls(struct report *report, int tid, unsigned int bytes, int code)
{
	put_dec(report, tid);
	put_text(report, " write(fd: 1, count: ");
	put_hex(report, bytes, 4);
	put_text(report, ") = ");
	put_hex(report, bytes, 4);
	put_char(report, '\n');
	put_dec(report, tid);
	put_text(report, " exit_group(error_code: ");
	put_dec(report, code);
	put_text(report, ") = ?\n");
}

/*
 * The last two calls of a program, the write of its report and exit_group(), belong to the report
 * as well. Since numbers of fixed width tell the length, it is known before the text is complete.
 */
static inline __attribute__((noreturn)) void report_exit(struct report *report, int tid, int code)
{
	unsigned int len = report->len, total;

	put_last_calls(report, tid, 0, code);
	total = report->len;
	report->len = len;
	put_last_calls(report, tid, total, code);
	sys3(__NR_write, 1, report->text, total);
	for (;;)
		sys1(__NR_exit_group, code);
}

#endif
