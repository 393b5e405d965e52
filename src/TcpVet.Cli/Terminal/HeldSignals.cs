using System.Runtime.InteropServices;

namespace TcpVet.Cli.Terminal;

/// <summary>While it lives, what the terminal sends waits: half a change of the host would have to be undone by a timer.</summary>
internal sealed class HeldSignals : IDisposable
{
    private readonly Interruption interruption = new(everySignal: true);
    private readonly PosixSignalRegistration stop = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context => context.Cancel = true);

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Dispose();
        interruption.Dispose();
    }
}
