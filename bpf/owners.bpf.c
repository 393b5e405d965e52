// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * Walks the descriptors of all processes. The kernel passes over threads that share their leader's table
 * (kernel/bpf/task_iter.c task_seq_get_next).
 */
#include "kernel.h"
#include "tcpvet.h"

char LICENSE[] SEC("license") = "GPL";

/* The kernel walks the pid namespace of the reader, so that each process has a number at the reader's level. */
static __always_inline __u32 number_of(struct task_struct *task)
{
	__u32 level = bpf_get_current_task_btf()->thread_pid->level;
	const char *numbers = (const char *)task->thread_pid + bpf_core_field_offset(struct pid, numbers);
	int number = 0;

	bpf_probe_read_kernel(&number, sizeof(number), numbers + level * bpf_core_type_size(struct upid) + bpf_core_field_offset(struct upid, nr));
	return number;
}

SEC("iter/task_file")
int list_descriptors(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct tcpvet_descriptor descriptor = {};

	/* A thread with a table of its own has no /proc/PID/fd that a pid and a descriptor would name. */
	if (!task || !file || task->pid != task->tgid)
		return 0;
	descriptor.pid = number_of(task);
	descriptor.fd = ctx->fd;
	if (bpf_sock_from_file(file))
		descriptor.inode = file->f_inode->i_ino;
	bpf_seq_write(ctx->meta->seq, &descriptor, sizeof(descriptor));
	return 0;
}
