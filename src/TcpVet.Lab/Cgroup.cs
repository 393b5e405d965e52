namespace TcpVet.Lab;

/// <summary>
/// A cgroup (v2) of its own under the process's, in which sockets can be made: a socket belongs to the cgroup of the
/// thread that made it (kernel/cgroup/cgroup.c <c>cgroup_sk_alloc</c>). It is threaded, so that one thread can go in.
/// </summary>
public sealed class Cgroup : IDisposable
{
    private static int made;
    private readonly string parent;
    private readonly string folder;

    private Cgroup(string parent, string folder, string name) => (this.parent, this.folder, Name) = (parent, folder, name);

    /// <summary>Its path below the hierarchy's root, as /proc/PID/cgroup writes it.</summary>
    public string Name { get; }

    /// <summary>Makes it.</summary>
    /// <exception cref="LabException">There is no cgroup v2, or no right to add to it.</exception>
    public static Cgroup Create()
    {
        string own = File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..]
            ?? throw new LabException("this process is in no cgroup v2");
        // mountinfo: id parent dev root POINT options [tags] - TYPE source options (proc_pid_mountinfo(5))
        string mount = File.ReadLines("/proc/self/mountinfo").FirstOrDefault(line => line.Contains(" - cgroup2 ", StringComparison.Ordinal))?.Split(' ')[4]
            ?? throw new LabException("cgroup v2 is not mounted");
        string parent = Path.Join(mount, own);
        string leaf = $"tcpvet-lab-{Environment.ProcessId}-{Interlocked.Increment(ref made)}";
        string folder = Path.Join(parent, leaf);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Join(folder, "cgroup.type"), "threaded");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"cannot make the cgroup {folder}: {exception.Message}");
        }

        return new Cgroup(parent, folder, Path.Join(own, leaf));
    }

    /// <summary>Runs something on the sandbox's thread while that thread is in the cgroup.</summary>
    public T Run<T>(Sandbox sandbox, Func<T> function) => sandbox.Run(() =>
    {
        string thread = $"{sandbox.ThreadId}";
        File.WriteAllText(Path.Join(folder, "cgroup.threads"), thread);
        try
        {
            return function();
        }
        finally
        {
            File.WriteAllText(Path.Join(parent, "cgroup.threads"), thread);
        }
    });

    /// <summary>Removes it; sockets made in it keep its id.</summary>
    public void Dispose() => Directory.Delete(folder);
}
