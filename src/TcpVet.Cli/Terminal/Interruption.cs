using System.Runtime.InteropServices;

namespace TcpVet.Cli.Terminal;

/// <summary>Ctrl-C as a token, while something waits for it.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource cancellation = new();
    private readonly PosixSignalRegistration[] signals;

    /// <param name="everySignal">Whether SIGTERM and SIGHUP are taken as well, by a command whose normal end is to be stopped.</param>
    public Interruption(bool everySignal = false)
    {
        PosixSignal[] taken = everySignal ? [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP] : [PosixSignal.SIGINT];
        signals = [.. taken.Select(signal => PosixSignalRegistration.Create(signal, Cancel))];
    }

    /// <summary>Is cancelled by the signal.</summary>
    public CancellationToken Token => cancellation.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in signals)
        {
            signal.Dispose();
        }

        cancellation.Dispose();
    }

    private void Cancel(PosixSignalContext context)
    {
        try
        {
            cancellation.Cancel();
            context.Cancel = true;
        }
        catch (ObjectDisposedException)
        {
            // Disposing the registration does not wait for a handler that runs: the signal came when the work was done, and ends the
            // program.
        }
    }
}
