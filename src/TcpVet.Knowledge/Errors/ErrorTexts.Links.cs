namespace TcpVet.Knowledge;

/// <summary>Other ways to name what has a page.</summary>
internal static partial class ErrorTexts
{
    internal static ReadOnlySpan<byte> Links => """
@ TIME_WAIT
> what people write
too many TIME_WAIT
lots of TIME_WAIT
大量 TIME_WAIT
TIME_WAIT 过多
TIME_WAIT 太多
大量 TIMEWAIT

@ CLOSE_WAIT
> what people write
too many CLOSE_WAIT
lots of CLOSE_WAIT
CLOSE_WAIT leak
大量 CLOSE_WAIT
CLOSE_WAIT 过多
CLOSE_WAIT 太多
大量 CLOSEWAIT

@ FIN_WAIT2
> what people write
too many FIN_WAIT2
too many FIN_WAIT_2
大量 FIN_WAIT2
FIN_WAIT2 过多

@ FIN_WAIT1
> what people write
too many FIN_WAIT1
大量 FIN_WAIT1
FIN_WAIT1 过多

@ ESTABLISHED
> what people write
too many ESTABLISHED
大量 ESTABLISHED
ESTABLISHED 过多

@ LAST_ACK
> what people write
too many LAST_ACK
大量 LAST_ACK
LAST_ACK 过多

@ SYN_SENT
> what people write
too many SYN_SENT
大量 SYN_SENT
SYN_SENT 过多

@ SYN_RECV
> what people write
too many SYN_RECV
half-open connections
大量 SYN_RECV
SYN_RECV 过多
半连接
半打开连接

@ SYN queue
> what people write
半连接队列

@ accept queue
> what people write
accept queue overflow
全连接队列

@ orphan
> what people write
孤儿连接
孤儿套接字

@ keepalive
> what people write
TCP 保活
保活机制
心跳检测

@ SYN cookies
> what people write
SYN cookie 保护

@ ephemeral port
> what people write
临时端口
本地端口范围

@ backlog
> what people write
监听队列
积压队列

@ zero window
> what people write
零窗口

@ RST
> what people write
RST 包
"""u8;
}
