package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/diaodu/diaodu/domain/casefile"
)

// SMTP is where e-mail is handed over.
type SMTP struct {
	Host, User, Password, From string
	Port                       int
	// Plain allows a server without TLS, for one on the same machine.
	Plain bool
}

type email struct{ at SMTP }

// NewEmail sends by SMTP.
func NewEmail(at SMTP) Channel { return email{at} }

func (email) Name() string { return Email }

func (e email) Send(ctx context.Context, l casefile.Letter) error {
	msg := mail.NewMsg()
	if err := msg.From(e.at.From); err != nil {
		return fmt.Errorf("sender: %w", err)
	}
	if err := msg.To(l.To); err != nil {
		return fmt.Errorf("recipient: %w", err)
	}
	msg.Subject(l.Subject)
	msg.SetMessageIDWithValue(l.ID + "@diaodu")
	msg.SetBodyString(mail.TypeTextPlain, l.Text+"\n\n"+l.Link+"\n")
	options := []mail.Option{mail.WithPort(e.at.Port), mail.WithTimeout(20 * time.Second)}
	if e.at.Plain {
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	} else {
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if e.at.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthPlain), mail.WithUsername(e.at.User), mail.WithPassword(e.at.Password))
	}
	client, err := mail.NewClient(e.at.Host, options...)
	if err != nil {
		return fmt.Errorf("mail server %s: %w", e.at.Host, err)
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return fmt.Errorf("send mail: %w", err)
	}
	return nil
}
