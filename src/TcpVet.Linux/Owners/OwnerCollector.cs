using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.Owners;

/// <summary>Makes an <see cref="OwnerTable"/> of what something other than the walk knows: every descriptor of every process.</summary>
public sealed class OwnerCollector
{
    private readonly OwnerOptions options;
    private readonly OwnerTable table;
    private readonly List<int> listed;
    private int process;
    private int files;
    private int sockets;

    /// <param name="root">Where proc(5) is mounted: it lists the processes that have nothing open.</param>
    /// <param name="options">What to keep.</param>
    /// <exception cref="Interop.KernelException">/proc cannot be listed.</exception>
    public OwnerCollector(ProcFsRoot root, OwnerOptions options)
    {
        this.options = options;
        table = new OwnerTable(options.Expected);
        // Before the first descriptor: who comes later and is not met must not count as a process without any.
        listed = ProcessList.Of(root);
    }

    /// <summary>Takes one descriptor; they come by process and number, ascending.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="fd">The descriptor.</param>
    /// <param name="inode">The socket; 0 for what is no socket.</param>
    public void Add(int pid, int fd, uint inode)
    {
        if (pid != process)
        {
            EndProcess();
            process = pid;
        }

        files++;
        if (inode == 0)
        {
            return;
        }

        sockets++;
        if (options.Wanted is not { } wanted || wanted.Contains(inode) || options.AlsoKept?.Invoke(inode) == true)
        {
            table.Push(new SocketOwner(inode, pid, fd));
        }
    }

    /// <summary>The table, once every descriptor was added.</summary>
    public OwnerTable Finish()
    {
        EndProcess();
        table.Reverse();
        foreach (int pid in listed)
        {
            if (table.Descriptors(pid) is null)
            {
                table.SetDescriptors(pid, default);
            }
        }

        table.ProcessesWalked = table.Pids.Count;
        return table;
    }

    private void EndProcess()
    {
        if (process != 0)
        {
            table.SetDescriptors(process, new DescriptorCounts(files, sockets));
        }

        files = 0;
        sockets = 0;
    }
}
