using TcpVet.Knowledge;
using TcpVet.Model;

namespace TcpVet.Reports.Forms;

/// <summary>What people are told of a state in a few words.</summary>
public static class StateWords
{
    /// <summary>A head for a narrow column: the letters that people use.</summary>
    public static string Short(TcpState state) => state switch
    {
        TcpState.Established => "EST",
        TcpState.SynSent => "SS",
        TcpState.SynRecv => "SR",
        TcpState.FinWait1 => "FW1",
        TcpState.FinWait2 => "FW2",
        TcpState.TimeWait => "TW",
        TcpState.Close => "CL",
        TcpState.CloseWait => "CW",
        TcpState.LastAck => "LA",
        TcpState.Closing => "CLG",
        TcpState.BoundInactive => "BI",
        _ => state.Name(),
    };

    /// <summary>Who must act for sockets to leave the state, as the page of the state has it.</summary>
    public static string WhoMustAct(TcpState state) => StateKnowledge.Get(state).WhoMustAct;
}
