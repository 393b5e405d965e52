using System.Globalization;
using System.Text;

namespace TcpVet.Lab.Acting;

/// <summary>
/// A process of a scenario under a name of its own: tcpvet itself, playing a role (<see cref="Part"/>) in a session of
/// its own, so that Ctrl-C at the terminal does not reach it. It ends with the laboratory's process, however that ends:
/// its input is a pipe that only the laboratory can write.
/// </summary>
public sealed class Actor : IDisposable
{
    private readonly ChildProcess process;

    private Actor(string name, ChildProcess process) => (Name, this.process) = (name, process);

    /// <summary>Its name (comm).</summary>
    public string Name { get; }

    /// <summary>The process id.</summary>
    public int Pid => process.Pid;

    /// <summary>Starts it in a sandbox.</summary>
    internal static Actor Start(Sandbox sandbox, string program, string name, string role, IReadOnlyList<string> arguments,
        LabSocket[] given)
    {
        if (Encoding.UTF8.GetByteCount(name) is 0 or > Holder.NameLength)
        {
            throw new ArgumentException($"a process name has 1 to {Holder.NameLength} bytes", nameof(name));
        }

        string descriptors = string.Join(',', given.Select(socket => socket.Fd.ToString(CultureInfo.InvariantCulture)));
        string[] words = ["tcpvet", Part.Command, name, role, descriptors, .. arguments];
        return new Actor(name, sandbox.Run(() => ChildProcess.StartDetached(Encoding.UTF8.GetBytes(program), words, given)));
    }

    /// <summary>Waits until it has made its beginning.</summary>
    /// <exception cref="LabException">It ended instead; the message is its own.</exception>
    internal void WaitReady()
    {
        Deadline deadline = Deadline.After(TimeSpan.FromSeconds(30));
        if (process.ReadLineAndClose(deadline) != "\n")
        {
            process.CloseInput();
            string said = process.Finish(deadline).Errors.Trim();
            throw new LabException(said.Length > 0 ? $"{Name}: {said}" : $"the process {Name} did not start");
        }
    }

    /// <summary>Asks it to end and waits for it.</summary>
    internal void Finish()
    {
        process.CloseInput();
        try
        {
            process.Finish(Deadline.After(TimeSpan.FromSeconds(15)));
        }
        catch (LabException)
        {
            // Then it is killed.
        }

        process.Dispose();
    }

    /// <summary>Kills it and waits for its end; what only it held is closed.</summary>
    public void Dispose() => process.Dispose();
}
