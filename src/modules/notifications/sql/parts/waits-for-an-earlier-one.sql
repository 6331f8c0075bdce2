-- Of `due`: there is one to the same recipient that is to be sent before it. What was sent, given up or is not needed any more holds nothing up.
EXISTS (SELECT FROM notifications AS earlier
           WHERE earlier.booking_id = due.booking_id AND earlier.channel = due.channel AND earlier.recipient = due.recipient
             AND earlier.revision < due.revision AND earlier.status = 'QUEUED')
