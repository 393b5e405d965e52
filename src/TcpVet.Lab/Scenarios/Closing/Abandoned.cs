namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>The far end of a connection that was abandoned: it goes without leaving a TIME_WAIT anywhere.</summary>
internal sealed class Abandoned(LabSocket socket) : IDisposable
{
    public void Dispose()
    {
        socket.ResetOnClose();
        socket.Dispose();
    }
}
